import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log } from '../../src/domain/ports.ts';
import { openJournal } from '../../src/observe/journal/open-journal.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';

const APPENDER = join(import.meta.dirname, '..', 'support', 'append-until-killed.ts');
const ROUNDS = 10;
const LONGEST_LIFE_MS = 500;

let dataDir: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-kill-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

const log: Log = { info() {}, warn() {}, error: (fields, message) => console.error(message, fields) };

/** The ids that a process reported before it was killed, `lifeMs` after the first one. */
async function reportedUntilKilled({ lifeMs }: { lifeMs: number }): Promise<string[]> {
  const process_ = spawn(process.execPath, [APPENDER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = process_;
  let output = '';
  const started = new Promise<void>((resolve) => {
    process_.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      resolve();
    });
  });
  const closed = new Promise((resolve) => process_.once('close', resolve));
  await Promise.race([started, closed]);
  await wait(lifeMs);
  process_.kill('SIGKILL');
  await closed;
  // The last line may be cut off: then its id was not reported.
  return output.split('\n').slice(0, -1);
}

/** What the next start makes of it. */
async function restartAndDrain(): Promise<void> {
  const store = await openSqliteStore({ dataDir });
  const journal = await openJournal({ directory: join(dataDir, 'journal'), clock: { now: Date.now }, store, log });
  await journal.close();
  await store.close();
}

function countRows(): Map<string, number> {
  const database = new DatabaseSync(join(dataDir, 'latentkit.db'), { readOnly: true });
  const rows = database
    .prepare('select requests.id, count(*) as rows from requests join attempts on request_id = requests.id group by 1')
    .all();
  database.close();
  return new Map(rows.map((row) => [String(row.id), Number(row.rows)]));
}

test('every request that was accounted for is in the log exactly once, whenever the process is killed', async () => {
  const reported: string[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const lifeMs = Math.random() * LONGEST_LIFE_MS;
    const ids = await reportedUntilKilled({ lifeMs });
    expect(ids.length, `round ${round}, killed after ${lifeMs} ms`).toBeGreaterThan(0);
    reported.push(...ids);
    // Every other time the next process to start is one that goes on writing.
    if (round % 2 === 0) await restartAndDrain();
  }
  const rows = countRows();
  expect(reported.filter((id) => rows.get(id) !== 1)).toEqual([]);
  expect(readdirSync(join(dataDir, 'journal'))).toEqual([]);
}, 60_000);
