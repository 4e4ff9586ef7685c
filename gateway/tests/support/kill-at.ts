import fs from 'node:fs';
import { ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { type SQLInputValue, StatementSync } from 'node:sqlite';

// Loaded into a gateway's process before anything of its own: ends it, as `kill -9` does, at one exact moment of a
// request, which KILL_AT names.

const moment = process.env.KILL_AT;
const end = () => process.kill(process.pid, 'SIGKILL');

function isAnswerStored(statement: StatementSync): boolean {
  return /^update "idempotent_requests" set "outcome"/.test(statement.sourceSQL);
}

if (moment === 'before the answer is stored') {
  const { run } = StatementSync.prototype;
  Object.assign(StatementSync.prototype, {
    run(this: StatementSync, ...values: SQLInputValue[]) {
      if (isAnswerStored(this)) end();
      return Reflect.apply(run, this, values);
    },
  });
}

if (moment === 'before the record is written') {
  const { writeSync } = fs;
  const killed = (...values: Parameters<typeof writeSync>) => {
    if (String(values[1]).includes('"outcome":"answered"')) end();
    return writeSync(...values);
  };
  Object.assign(fs, { writeSync: killed });
  syncBuiltinESMExports();
}

if (moment === 'before the last byte is sent') {
  const endResponse = ServerResponse.prototype.end;
  Object.assign(ServerResponse.prototype, {
    end(this: ServerResponse, text?: string) {
      if (this.req.url === '/v1/chat' && this.statusCode === 200) end();
      return endResponse.call(this, text, 'utf8');
    },
  });
}
