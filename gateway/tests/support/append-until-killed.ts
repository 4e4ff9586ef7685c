import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createIdSource } from '../../src/domain/ids.ts';
import type { Log } from '../../src/domain/ports.ts';
import { createDrainThread } from '../../src/main/drain-thread.ts';
import { openJournal } from '../../src/observe/journal/open-journal.ts';
import { lockDataFolder } from '../../src/store/lock-data-folder.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { sampleRequestRecord } from './sample-request-record.ts';

// A gateway that does nothing but account: it prints the id of each record once `append` has resolved, without end.
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('the data folder is missing');

const log: Log = { info() {}, warn() {}, error: (fields, message) => console.error(message, fields) };
const clock = { now: Date.now };
const ids = createIdSource({ now: clock.now, randomBytes });
lockDataFolder({ dataDir });
const store = await openSqliteStore({ dataDir });
const directory = join(dataDir, 'journal');
const otherThread = createDrainThread({ store, directory, log });
const journal = await openJournal({ directory, clock, store, otherThread, log });

for (;;) {
  const appended = Array.from({ length: 20 }, async () => {
    const id = ids.next('req');
    await journal.append(sampleRequestRecord({ id, startedAtMs: clock.now() }));
    // To a pipe this returns when the operating system has it.
    process.stdout.write(`${id}\n`);
  });
  await Promise.all(appended);
  await wait(2);
}
