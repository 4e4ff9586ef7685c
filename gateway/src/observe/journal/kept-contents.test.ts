import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleRequestRecord } from '../../../tests/support/sample-request-record.ts';
import type { SealedContent } from '../../domain/request-content.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import type { Segment } from './journal-segment.ts';
import { openJournal } from './open-journal.ts';
import { createRecentRecords } from './recent-records.ts';

const CONTENT: SealedContent = {
  requestId: 'req_1',
  workspaceId: 'ws_1',
  sealed: 'v1.sealed',
  createdAtMs: 1_000,
  expiresAtMs: 5_000,
};
const QUERY = { workspaceId: 'ws_1', requestId: 'req_1' };

let dataDir: string;
let store: SqliteStore;
let logged: string[];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-contents-'));
  store = await openSqliteStore({ dataDir });
  logged = [];
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const note = (_: object, message: string) => void logged.push(message);
const log = { info: note, warn: note, error: note };
const open = (sink: Parameters<typeof openJournal>[0]['store'] = store) =>
  openJournal({ directory: join(dataDir, 'journal'), clock: { now: Date.now }, store: sink, log });

function journalText(): string {
  const folder = join(dataDir, 'journal');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

/** Takes nothing, as a database that is away. */
const away = () => Promise.reject(new Error('away'));
const AWAY = { appendRequests: away, appendOpenAttempts: away, appendContents: away, writeSetting: away };

describe('a content that is kept', () => {
  test('is in the file with the record that comes in the same turn, and later in the store', async () => {
    const journal = await open(AWAY);
    journal.keep(CONTENT);
    await journal.append(sampleRequestRecord({ id: 'req_1' }));
    expect(journalText()).toContain('v1.sealed');
    await journal.close();
    const next = await open();
    await next.close();
    expect(await store.contents.find(QUERY)).toMatchObject({ state: 'kept', sealed: 'v1.sealed' });
    expect(await store.findRequest({ requestId: 'req_1' })).toBeDefined();
  });

  test('and that the store refuses is lost, and holds up nothing', async () => {
    const journal = await open({
      appendRequests: (records) => store.appendRequests(records),
      appendOpenAttempts: (opened) => store.appendOpenAttempts(opened),
      writeSetting: (setting) => store.writeSetting(setting),
      appendContents: () => Promise.reject(new Error('no such thing: v1.sealed')),
    });
    journal.keep(CONTENT);
    await journal.append(sampleRequestRecord({ id: 'req_1' }));
    await journal.caughtUp();
    await journal.close();
    expect(await store.findRequest({ requestId: 'req_1' })).toBeDefined();
    expect(logged).toEqual(['the store refuses contents of requests']);
  });
});

test('long contents weigh as much in memory as they are long: it forgets sooner', () => {
  const recent = createRecentRecords({ most: 8_192 });
  const segment: Segment = { number: 1, path: '', size: 0, drained: 0, closed: false };
  const content = { ...CONTENT, sealed: 'x'.repeat(1024 * 1024) };
  for (let at = 0; at < 9; at++) recent.add({ entries: [{ content }], segment, start: at, end: at + 1 });
  // Of nine, eight weighed enough for all of them to be let go of.
  expect(recent.next({ segment, mostEntries: 512 })).toBeUndefined();
});
