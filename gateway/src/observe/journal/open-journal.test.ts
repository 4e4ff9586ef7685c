import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleRequestRecord } from '../../../tests/support/sample-request-record.ts';
import type { Log } from '../../domain/ports.ts';
import type { OpenAttempt, RequestRecord } from '../../domain/request-record.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import type { RequestSink } from './append-all.ts';
import { type OpenJournal, openJournal } from './open-journal.ts';

let dataDir: string;
let directory: string;
let store: SqliteStore;
let logged: string[];
const opened: OpenJournal[] = [];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-journal-'));
  directory = join(dataDir, 'journal');
  store = await openSqliteStore({ dataDir });
  logged = [];
});
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const note: Log['info'] = (_, message) => logged.push(message);
const log: Log = { info: note, warn: note, error: note };

async function open(sink: RequestSink = store): Promise<OpenJournal> {
  const journal = await openJournal({ directory, clock: { now: Date.now }, store: sink, log });
  opened.push(journal);
  return journal;
}

let made = 0;
const newRecord = (change: Partial<RequestRecord> = {}) =>
  sampleRequestRecord({ id: `req_${String(++made).padStart(26, '0')}`, ...change });
const newRecords = (count: number) => Array.from({ length: count }, () => newRecord());

const storedIds = async () => (await store.listRequests({ limit: 20_000 })).map((record) => record.id).reverse();
const idsOf = (records: readonly RequestRecord[]) => records.map((record) => record.id);
const filesOf = () => readdirSync(directory).filter((name) => name.endsWith('.ndjson'));
// Waits for what is cheap to ask for: other work on the machine must not decide a test.
const drained = (journal: OpenJournal) =>
  vi.waitFor(() => expect(journal.backlog()).toEqual({ bytes: 0, unwritten: 0 }), { timeout: 30_000, interval: 20 });
const removed = () => vi.waitFor(() => expect(filesOf()).toEqual([]), { timeout: 30_000, interval: 20 });
const textOf = (name: string) => readFileSync(join(directory, name), 'utf8');

/** The store behind a line that can be cut. */
function cuttable() {
  const line = { down: false, appends: 0 };
  const check = () => {
    if (line.down) throw new Error('connection refused');
  };
  const sink: RequestSink = {
    async appendRequests(records) {
      line.appends += 1;
      check();
      await store.appendRequests(records);
    },
    appendContents: (contents) => store.appendContents(contents),
    async appendOpenAttempts(attempts) {
      check();
      await store.appendOpenAttempts(attempts);
    },
    async writeSetting(setting) {
      check();
      await store.writeSetting(setting);
    },
    sync: () => store.sync(),
  };
  return { line, sink };
}

describe('a record', () => {
  test('is in the file when append resolves, one line for each, for the owner only', async () => {
    const journal = await open(cuttable().sink);
    const records = newRecords(3);
    await Promise.all(records.map((record) => journal.append(record)));
    const [name = ''] = filesOf();
    expect(textOf(name)).toBe(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('comes to the store soon after, whole, and leaves the journal empty', async () => {
    const journal = await open();
    const records = newRecords(700);
    await Promise.all(records.map((record) => journal.append(record)));
    expect(journal.backlog().bytes).toBeGreaterThan(0);
    await drained(journal);
    expect(await storedIds()).toEqual(idsOf(records));
    const [first] = records;
    expect(await store.findRequest({ requestId: first?.id ?? '' })).toEqual(first);
    await removed();
  });

  test('comes to the store when the journal is closed', async () => {
    const journal = await open();
    const records = newRecords(10);
    await Promise.all(records.map((record) => journal.append(record)));
    await journal.close();
    expect(await storedIds()).toEqual(idsOf(records));
    expect(filesOf()).toEqual([]);
  });

  test('longer than a read is kept whole', async () => {
    const before = newRecord();
    const long = newRecord({ errorParam: 'é'.repeat(400_000) });
    const after = newRecord();
    const { line, sink } = cuttable();
    line.down = true;
    const journal = await open(sink);
    await Promise.all([before, long, after].map((record) => journal.append(record)));
    await journal.close();
    await open();
    expect(await store.findRequest({ requestId: long.id })).toEqual(long);
    expect(await storedIds()).toEqual(idsOf([before, long, after]));
  });
});

describe('an attempt that is opened', () => {
  const openOf = ({ id, attempts: [attempt] }: RequestRecord): OpenAttempt => ({
    ...OPEN,
    requestId: id,
    attemptId: attempt?.id ?? '',
    startedAtMs: Date.now(),
  });

  test('is in the file when open resolves, and stays open in the store until the record of its request', async () => {
    const journal = await open();
    const record = newRecord();
    const attempt = openOf(record);
    await journal.open(attempt);
    const [name = ''] = filesOf();
    expect(JSON.parse(textOf(name))).toEqual(JSON.parse(JSON.stringify({ open: attempt })));
    await drained(journal);
    expect(await store.openAttempts()).toMatchObject([{ requestId: record.id }]);
    await journal.append(record);
    await drained(journal);
    expect(await store.openAttempts()).toEqual([]);
    expect(await storedIds()).toEqual([record.id]);
  });

  test('together with its record leaves nothing open', async () => {
    const journal = await open();
    const records = newRecords(300);
    await Promise.all(records.flatMap((record) => [journal.open(openOf(record)), journal.append(record)]));
    await drained(journal);
    expect(await store.openAttempts()).toEqual([]);
    expect(await storedIds()).toEqual(idsOf(records));
  });

  test('by a process that is gone is open at the next start', async () => {
    const { line, sink } = cuttable();
    line.down = true;
    const journal = await open(sink);
    const [lost = newRecord(), ended = newRecord()] = newRecords(2);
    await journal.open(openOf(lost));
    await journal.open(openOf(ended));
    await journal.append(ended);
    await journal.close();
    await open();
    expect(await store.openAttempts()).toMatchObject([{ requestId: lost.id }]);
  });

  test('which the store refuses holds nothing up', async () => {
    const sink: RequestSink = {
      appendRequests: (records) => store.appendRequests(records),
      appendContents: (contents) => store.appendContents(contents),
      async appendOpenAttempts() {
        throw new Error('value out of range');
      },
      writeSetting: (setting) => store.writeSetting(setting),
    };
    const journal = await open(sink);
    const [lost = newRecord(), ended = newRecord()] = newRecords(2);
    await journal.open(openOf(lost));
    await journal.append(ended);
    await drained(journal);
    expect(await storedIds()).toEqual([ended.id]);
    expect(logged).toContain('the store refuses open attempts');
  });
});

test('caught up means: everything that was appended by then is in the store', async () => {
  const { line, sink } = cuttable();
  const journal = await open(sink);
  const records = newRecords(1_000);
  const appended = records.map((record) => journal.append(record));
  await journal.caughtUp();
  expect(await storedIds()).toEqual(idsOf(records));
  await Promise.all(appended);
  line.down = true;
  await journal.append(newRecord());
  await expect(journal.caughtUp()).rejects.toThrow('behind');
});

test('what ends in one turn of the event loop is one write, in its order', async () => {
  const journal = await open(cuttable().sink);
  const records = newRecords(50);
  const appended = Promise.all(records.map((record) => journal.append(record)));
  expect(filesOf()).toEqual([]);
  expect(await journal.find(records[7]?.id ?? '')).toEqual(records[7]);
  await appended;
  const [name = ''] = filesOf();
  expect(textOf(name).split('\n').slice(0, -1)).toEqual(records.map((record) => JSON.stringify(record)));
  expect(await journal.find(records[7]?.id ?? '')).toEqual(records[7]);
});

test('a record that is in no memory any more, and not in the store yet, is read from the files', async () => {
  const { line, sink } = cuttable();
  line.down = true;
  const journal = await open(sink);
  const records = newRecords(20_000);
  await Promise.all(records.map((record) => journal.append(record)));
  const [first, last] = [records[0], records.at(-1)];
  await journal.append(newRecord());
  expect(await journal.find(first?.id ?? '')).toEqual(first);
  expect(await journal.find(last?.id ?? '')).toEqual(last);
  expect(await journal.find('req_01jzzzzzzzzzzzzzzzzzzzzzzz')).toBeUndefined();
});

const OPEN: OpenAttempt = {
  requestId: '',
  attemptId: '',
  number: 1,
  position: 1,
  connection: 'main',
  provider: 'openai',
  access: 'byok',
  model: 'm',
  fundedBy: 'byok',
  heldNanoUsd: 0,
  workspaceId: 'ws_1',
  keyId: 'key_1',
  keyName: 'backend',
  routeId: 'route_1',
  routeName: 'default',
  routeVersion: 1,
  endpoint: '/v1/chat',
  stream: false,
  capability: 'chat',
  member: undefined,
  tags: [],
  instance: 'here',
  requestStartedAtMs: 1_800_000_000_000,
  startedAtMs: 1_800_000_000_001,
  estimatedInputTokens: 12,
};

describe('while the store is down', () => {
  test('appending goes on, and everything is there once when it is back', async () => {
    const { line, sink } = cuttable();
    const journal = await open(sink);
    line.down = true;
    // More than is remembered: what comes first is read back from the files.
    const records = newRecords(5_000);
    await Promise.all(records.map((record) => journal.append(record)));
    await vi.waitFor(() => expect(line.appends).toBeGreaterThan(1), { timeout: 30_000, interval: 20 });
    expect(await storedIds()).toEqual([]);
    expect(journal.backlog().bytes).toBe(filesOf().reduce((sum, name) => sum + textOf(name).length, 0));
    line.down = false;
    await drained(journal);
    await removed();
    expect(await storedIds()).toEqual(idsOf(records));
    expect(logged.some((message) => message.includes('the journal keeps them'))).toBe(true);
    expect(logged.at(-1)).toContain('takes requests again');
  }, 60_000);

  test('closing leaves the files to the next start', async () => {
    const { line, sink } = cuttable();
    line.down = true;
    const journal = await open(sink);
    // Long enough to fill one file and to begin another.
    const records = Array.from({ length: 6 }, () => newRecord({ errorParam: 'x'.repeat(1_000_000) }));
    for (const record of records) await journal.append(record);
    await journal.close();
    expect(await storedIds()).toEqual([]);
    expect(filesOf()).toHaveLength(2);
    await open();
    expect(await storedIds()).toEqual(idsOf(records));
  });

  test('a file is removed only after the store has brought its lines to the disk', async () => {
    let synced = false;
    const sink: RequestSink = {
      appendRequests: (records) => store.appendRequests(records),
      appendOpenAttempts: (attempts) => store.appendOpenAttempts(attempts),
      appendContents: (contents) => store.appendContents(contents),
      writeSetting: (setting) => store.writeSetting(setting),
      async sync() {
        if (!synced) throw new Error('input/output error');
      },
    };
    const journal = await open(sink);
    await journal.append(newRecord());
    await journal.close();
    expect(await storedIds()).toHaveLength(1);
    expect(filesOf()).toHaveLength(1);
    synced = true;
    await open(sink);
    expect(filesOf()).toEqual([]);
    expect(await storedIds()).toHaveLength(1);
  });
});

describe('what is damaged', () => {
  const writeSegment = (text: string) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, '000000000007.ndjson'), text);
  };
  const lineOf = (record: RequestRecord) => JSON.stringify(record);

  test('a last line that was cut off is left out and told; every whole line is kept', async () => {
    const records = newRecords(3);
    const lines = records.map(lineOf);
    writeSegment(`${lines[0]}\n${lines[1]}\n${lines[2]?.slice(0, 500)}`);
    await open();
    expect(await storedIds()).toEqual(idsOf(records.slice(0, 2)));
    expect(logged).toEqual([expect.stringContaining('was cut off')]);
    expect(filesOf()).toEqual([]);
  });

  test('a last line that lacks only its end is whole', async () => {
    const records = newRecords(2);
    writeSegment(records.map(lineOf).join('\n'));
    await open();
    expect(await storedIds()).toEqual(idsOf(records));
    expect(logged).toEqual([]);
  });

  test('the process after a cut-off line begins a file of its own', async () => {
    const { line, sink } = cuttable();
    line.down = true;
    writeSegment('{"id":"req_');
    const journal = await open(sink);
    const record = newRecord();
    await journal.append(record);
    expect(filesOf()).toEqual(['000000000007.ndjson', '000000000008.ndjson']);
    line.down = false;
    await journal.close();
    expect(await storedIds()).toEqual([record.id]);
  });

  test('a line that is no record holds nothing up, and is kept for a person to look at', async () => {
    const records = newRecords(2);
    writeSegment(`${lineOf(newRecord()).slice(9)}\n${records.map(lineOf).join('\n')}\n{}\n`);
    await open();
    expect(await storedIds()).toEqual(idsOf(records));
    expect(textOf('rejected.txt').split('\n')).toHaveLength(3);
    expect(filesOf()).toEqual([]);
  });

  test('a record that the store refuses holds nothing up, and is kept for a person to look at', async () => {
    const records = newRecords(600);
    const poison = records[300];
    const sink: RequestSink = {
      async appendRequests(batch) {
        if (batch.some((record) => record.id === poison?.id)) throw new Error('value out of range');
        await store.appendRequests(batch);
      },
      appendOpenAttempts: (attempts) => store.appendOpenAttempts(attempts),
      appendContents: (contents) => store.appendContents(contents),
      writeSetting: (setting) => store.writeSetting(setting),
    };
    const journal = await open(sink);
    await Promise.all(records.map((record) => journal.append(record)));
    await journal.close();
    expect(await storedIds()).toEqual(idsOf(records.filter((record) => record !== poison)));
    expect(JSON.parse(textOf('rejected.txt'))).toMatchObject({ id: poison?.id });
  });

  test('where the disk takes nothing, records go to the store from memory', async () => {
    const journal = await open();
    rmSync(directory, { recursive: true });
    const records = newRecords(300);
    await Promise.all(records.map((record) => journal.append(record)));
    expect(journal.backlog()).toEqual({ bytes: 0, unwritten: 300 });
    await drained(journal);
    expect(await storedIds()).toEqual(idsOf(records));
    expect(logged.filter((message) => message.includes('cannot be written'))).toHaveLength(1);
    expect(existsSync(directory)).toBe(false);
    mkdirSync(directory);
  });
});

test('whatever happens in whatever order, lines in are rows out, once each', async () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ kind: fc.constant('cut' as const), down: fc.boolean() }),
    fc.record({ kind: fc.constant('pause' as const), ms: fc.integer({ min: 0, max: 300 }) }),
    fc.record({ kind: fc.constant('restart' as const) }),
  );
  const all: RequestRecord[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
      const { line, sink } = cuttable();
      let journal = await open(sink);
      for (const step of acts) {
        if (step.kind === 'cut') line.down = step.down;
        if (step.kind === 'pause') await new Promise((resolve) => setTimeout(resolve, step.ms));
        if (step.kind === 'restart') {
          await journal.close();
          journal = await open(sink);
        }
        if (step.kind !== 'append') continue;
        const records = newRecords(step.count);
        all.push(...records);
        await Promise.all(records.map((record) => journal.append(record)));
      }
      line.down = false;
      await journal.close();
      expect(await storedIds()).toEqual(idsOf(all));
      expect(filesOf()).toEqual([]);
    }),
    { numRuns: 12 },
  );
}, 60_000);
