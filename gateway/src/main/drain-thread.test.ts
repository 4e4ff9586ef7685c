import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import type { Log } from '../domain/ports.ts';
import { type OpenJournal, openJournal } from '../observe/journal/open-journal.ts';
import { openSqliteStore, type SqliteStore } from '../store/open-sqlite-store.ts';
import { createDrainThread, type DrainThread } from './drain-thread.ts';

/** A checkpoint after a thousand pages, and what is written until it is done. */
const LONGEST_LOG_BYTES = 8 * 1024 * 1024;

let dataDir: string;
let directory: string;
let store: SqliteStore;
let thread: DrainThread | undefined;
let journal: OpenJournal | undefined;
let logged: string[];
/** How many records the thread of this test has brought to the store. */
let appendedHere: number;
let checkpoints: string[];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-drain-thread-'));
  directory = join(dataDir, 'journal');
  logged = [];
  appendedHere = 0;
  checkpoints = [];
  store = await openSqliteStore({ dataDir });
});
afterEach(async () => {
  await journal?.close();
  await thread?.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const note: Log['info'] = (_, message) => logged.push(message);
const log: Log = { info: note, warn: note, error: note };

async function open(options: { workerFile?: URL; idleMs?: number; logBytes?: () => number } = {}) {
  const { logBytes = store.logBytes, ...rest } = options;
  const setCheckpoints: SqliteStore['setCheckpoints'] = (setting) => {
    checkpoints.push(setting);
    store.setCheckpoints(setting);
  };
  const { path } = store;
  thread = createDrainThread({ store: { path, logBytes, setCheckpoints }, directory, log, ...rest });
  const here: SqliteStore = {
    ...store,
    appendRequests(records) {
      appendedHere += records.length;
      return store.appendRequests(records);
    },
  };
  journal = await openJournal({ directory, clock: { now: Date.now }, store: here, otherThread: thread, log });
  return journal;
}

let made = 0;
async function append(journal_: OpenJournal, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `req_${String(++made).padStart(26, '0')}`);
  await Promise.all(ids.map((id) => journal_.append(sampleRequestRecord({ id }))));
  return ids;
}

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
const drained = (journal_: OpenJournal) => soon(() => expect(journal_.backlog()).toEqual({ bytes: 0, unwritten: 0 }));
const storedIds = async () => (await store.listRequests({ limit: 20_000 })).map(({ id }) => id).reverse();
const noFiles = () => soon(() => expect(readdirSync(directory)).toEqual([]));

test('many records are brought to the store by the other thread, each once, and their files are removed', async () => {
  const journal_ = await open();
  const ids = await append(journal_, 3_000);
  await drained(journal_);
  ids.push(...(await append(journal_, 500)));
  await drained(journal_);
  expect(await storedIds()).toEqual(ids);
  expect(appendedHere).toBe(0);
  await noFiles();
  expect(logged).toEqual([]);
});

test('a few records need no other thread', async () => {
  const journal_ = await open({ workerFile: new URL('file:///no/such/file.js') });
  const ids = await append(journal_, 5);
  await drained(journal_);
  expect(await storedIds()).toEqual(ids);
  expect(appendedHere).toBe(5);
  expect(logged).toEqual([]);
});

test('a thread that cannot be had is done without, and the checkpoints come back', async () => {
  const journal_ = await open({ workerFile: pathToFileURL(join(dataDir, 'missing.js')) });
  const ids = await append(journal_, 2_000);
  await drained(journal_);
  expect(await storedIds()).toEqual(ids);
  expect(checkpoints).toEqual(['elsewhere', 'here']);
  expect(logged).toEqual(['the thread for the request log has failed; its work is done beside requests']);
});

test('a thread that ends in the middle of its work loses nothing', async () => {
  const workerFile = join(dataDir, 'dies.mjs');
  writeFileSync(
    workerFile,
    `import { parentPort } from 'node:worker_threads';
     parentPort.once('message', () => {
       parentPort.postMessage({ about: 'drain', result: 'store_down', drained: [] });
       parentPort.once('message', () => process.exit(1));
     });`,
  );
  const journal_ = await open({ workerFile: pathToFileURL(workerFile) });
  const ids = await append(journal_, 2_000);
  await drained(journal_);
  expect(await storedIds()).toEqual(ids);
  expect(checkpoints).toEqual(['elsewhere', 'here']);
});

test('the serving thread leaves the write-ahead log to the other one, which keeps it short and empties it at its end', async () => {
  const journal_ = await open({ idleMs: 4_000 });
  let longest = 0;
  for (let turn = 0; turn < 4; turn++) {
    await append(journal_, 4_000);
    await drained(journal_);
    longest = Math.max(longest, store.logBytes());
  }
  expect(longest).toBeGreaterThan(1024 * 1024);
  expect(longest).toBeLessThan(LONGEST_LOG_BYTES);
  await soon(() => expect(store.logBytes()).toBe(0));
  // The next one is a new thread.
  const ids = await append(journal_, 500);
  await drained(journal_);
  expect((await storedIds()).slice(-500)).toEqual(ids);
  expect(appendedHere).toBe(0);
}, 60_000);

test('a long log is a reason for the thread, however few the records are', async () => {
  const journal_ = await open({ logBytes: () => 5 * 1024 * 1024 });
  const ids = await append(journal_, 3);
  await drained(journal_);
  expect(await storedIds()).toEqual(ids);
  expect(appendedHere).toBe(0);
});

test('a long log does not keep the thread while there is little to do, so that it is emptied', async () => {
  const journal_ = await open({ idleMs: 1_500, logBytes: () => 5 * 1024 * 1024 });
  let isEmptied = false;
  for (let turn = 0; turn < 40 && !isEmptied; turn++) {
    await append(journal_, 2);
    await drained(journal_);
    isEmptied = await becomes(() => store.logBytes() === 0);
  }
  expect(isEmptied).toBe(true);
  expect(appendedHere).toBe(0);
}, 60_000);

test('while another process writes, the records wait in the journal and come in later', async () => {
  const journal_ = await open();
  await append(journal_, 200);
  await drained(journal_);
  const other = new DatabaseSync(store.path);
  other.exec('begin immediate');
  const ids = await append(journal_, 300);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(journal_.backlog().bytes).toBeGreaterThan(0);
  other.exec('commit');
  other.close();
  await drained(journal_);
  expect((await storedIds()).slice(-300)).toEqual(ids);
  expect(appendedHere).toBe(0);
});

/** Whether it is so within the next moment. */
async function becomes(check: () => boolean): Promise<boolean> {
  const giveUpAt = Date.now() + 100;
  while (Date.now() < giveUpAt) {
    if (check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}
