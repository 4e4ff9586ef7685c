import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdSource } from '../gateway/src/domain/ids.ts';
import type { OpenAttempt, RequestRecord } from '../gateway/src/domain/request-record.ts';
import { createDrainThread } from '../gateway/src/main/drain-thread.ts';
import { openJournal } from '../gateway/src/observe/journal/open-journal.ts';
import { openSqliteStore } from '../gateway/src/store/open-sqlite-store.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../gateway/tests/support/sample-request-record.ts';

/**
 * `node bench/log-cost.ts`: processor time that the durable log of one request takes by itself, with nothing around it: the
 * line before the attempt is sent, the line before the answer's last byte, and the rows in SQLite. Against the floor of
 * bench/RESULTS.md it tells how much of what the gateway takes is the log.
 */

const ROUNDS = 5;
const REQUESTS = 40_000;
/** As many as run at once in the benchmark. */
const AT_ONCE = 32;

const silent = () => {};
const log = { info: silent, warn: console.warn, error: console.error };
const clock = { now: Date.now };
const ids = createIdSource({ now: Date.now, randomBytes });
const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-log-cost-'));
process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
const store = await openSqliteStore({ dataDir });
const directory = join(dataDir, 'journal');
const otherThread = createDrainThread({ store, directory, log });
const journal = await openJournal({ directory, clock, store, otherThread, log });

const serving: number[] = [];
const whole: number[] = [];
await run(REQUESTS);
for (let round = 0; round < ROUNDS; round++) {
  const threadBefore = process.threadCpuUsage();
  const before = process.cpuUsage();
  await run(REQUESTS);
  const thread = process.threadCpuUsage(threadBefore);
  const all = process.cpuUsage(before);
  serving.push((thread.user + thread.system) / REQUESTS);
  whole.push((all.user + all.system) / REQUESTS);
}
console.log(`on the thread that serves    least ${least(serving)} µs, median ${median(serving)} µs a request`);
console.log(`with the thread of the log   least ${least(whole)} µs, median ${median(whole)} µs a request`);
await journal.close();
await otherThread.close();
await store.close();

/** Resolves when all of them are in the store. */
async function run(requests: number): Promise<void> {
  let left = requests;
  const caller = async () => {
    while (left-- > 0) await logOne();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  await journal.caughtUp();
}

async function logOne(): Promise<void> {
  const startedAtMs = Date.now();
  const attempt = sampleAttemptRecord({ id: ids.next('att'), startedAtMs });
  const record = sampleRequestRecord({ id: ids.next('req'), startedAtMs, attempts: [attempt] });
  await journal.open(openingOf({ record, startedAtMs }));
  await journal.append(record);
}

function openingOf({ record, startedAtMs }: { record: RequestRecord; startedAtMs: number }): OpenAttempt {
  const [attempt] = record.attempts;
  if (attempt === undefined) throw new Error('a request has an attempt');
  const { number, position, connection, provider, access, model, fundedBy, heldNanoUsd } = attempt;
  return {
    requestId: record.id,
    attemptId: attempt.id,
    ...{ number, position, connection, provider, access, model, fundedBy, heldNanoUsd },
    workspaceId: record.workspaceId ?? '',
    keyId: record.keyId ?? '',
    keyName: record.keyName ?? '',
    routeId: record.routeId ?? '',
    routeName: record.routeName ?? '',
    routeVersion: record.routeVersion ?? 0,
    endpoint: record.endpoint,
    stream: record.stream,
    capability: record.capability,
    member: record.member,
    tags: record.tags,
    instance: '6a0593be-9718-47d3-a788-d55c50904a91',
    requestStartedAtMs: startedAtMs,
    startedAtMs,
    estimatedInputTokens: 12,
  };
}

function least(values: readonly number[]): string {
  return Math.min(...values).toFixed(1);
}

function median(values: readonly number[]): string {
  return (values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN).toFixed(1);
}
