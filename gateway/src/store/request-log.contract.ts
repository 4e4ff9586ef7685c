import { randomBytes } from 'node:crypto';
import { CAPABILITIES } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { ROUTE_STRATEGIES } from '@latentkit/contract/route-strategy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleAttemptRecord, sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import { FIRST_BECAUSE } from '../domain/attempt-order.ts';
import { FAILURE_CLASSES } from '../domain/failure.ts';
import { createIdSource, readId } from '../domain/ids.ts';
import { FUNDING_SOURCES } from '../domain/ledger.ts';
import { type AttemptRecord, OUTCOMES, type RequestRecord } from '../domain/request-record.ts';
import type { Store } from '../domain/store.ts';
import type { Needs } from '../domain/task.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { NewPlace } from './definitions.contract.ts';

const START_MS = 1_772_366_400_000;

/** Records one millisecond apart, as requests arrive. */
function makeRecords({ count, change }: { count: number; change?: (at: number) => Partial<RequestRecord> }) {
  let nowMs = START_MS;
  const ids = createIdSource({ now: () => nowMs, randomBytes: (bytes) => randomBytes(bytes) });
  return Array.from({ length: count }, (_, at) => {
    nowMs = START_MS + at;
    return sampleRequestRecord({ id: ids.next('req'), startedAtMs: nowMs, ...change?.(at) });
  });
}

const idsOf = (records: readonly RequestRecord[]) => records.map((record) => record.id);

export function describeRequestLog({ newPlace }: { newPlace: NewPlace }): void {
  const newStore = async () => (await newPlace()).open();

  describe('the request log', () => {
    test('gives back every record as it was', async () => {
      const store = await newStore();
      let made = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(anyRecord, { minLength: 1, maxLength: 40 }), async (drawn) => {
          const records = drawn.map((record) => ({ ...record, id: `req_any${String(++made).padStart(9, '0')}` }));
          await store.appendRequests(records);
          for (const record of records) {
            expect(await store.findRequest({ requestId: record.id })).toEqual(record);
          }
        }),
        { numRuns: 25 },
      );
    });

    test('records with what is seldom come in beside those without, each as it was', async () => {
      const store = await newStore();
      const records = makeRecords({
        count: 150,
        change: (at) =>
          at % 7 === 0 ? { tags: ['night'], member: 'ada', errorDetail: 'tokens', retryAfterMs: at } : {},
      });
      await store.appendRequests(records.slice(0, 40));
      // Some of them are there already.
      await store.appendRequests(records);
      expect((await store.listRequests({ limit: 200 })).toReversed()).toEqual(records);
    });

    test('takes what no database takes, rather than hold up what comes after it', async () => {
      const store = await newStore();
      const [odd] = makeRecords({
        count: 1,
        change: () => ({
          totalMs: 12.6,
          firstContentMs: Number.NaN,
          errorParam: 'a\0b',
          attempts: [
            sampleAttemptRecord({ id: 'att_1', failureNote: '\0\ud800', costNanoUsd: Number.POSITIVE_INFINITY }),
          ],
        }),
      });
      if (odd === undefined) throw new Error('no record');
      await store.appendRequests([odd]);
      const stored = await store.findRequest({ requestId: odd.id });
      expect(stored).toMatchObject({ totalMs: 13, firstContentMs: undefined, errorParam: 'a\u{fffd}b' });
      expect(stored?.attempts[0]).toMatchObject({ failureNote: '\u{fffd}\u{fffd}', costNanoUsd: undefined });
    });

    test('holds once what is appended twice, alone or among others', async () => {
      const store = await newStore();
      const records = makeRecords({ count: 90 });
      await store.appendRequests(records.slice(0, 50));
      await store.appendRequests(records.slice(30));
      await store.appendRequests(records);
      const listed = await store.listRequests({ limit: 200 });
      expect(listed).toEqual(records.toReversed());
      expect(listed.every((record) => record.attempts.length === 1)).toBe(true);
    });

    test('finds the requests of a trace', async () => {
      const store = await newStore();
      const records = makeRecords({
        count: 20,
        change: (at) => ({ traceId: at % 5 === 0 ? 'a'.repeat(32) : undefined }),
      });
      await store.appendRequests(records);
      const found = await store.listRequests({ traceId: 'a'.repeat(32), limit: 3 });
      expect(idsOf(found)).toEqual([15, 10, 5].map((at) => records[at]?.id));
      expect(await store.listRequests({ traceId: 'b'.repeat(32), limit: 3 })).toEqual([]);
    });

    test('lists more requests at once than a question has room for ids', async () => {
      const store = await newStore();
      const records = makeRecords({ count: 1_201 });
      await store.appendRequests(records);
      expect(await store.listRequests({ limit: 5_000 })).toEqual(records.toReversed());
    });

    test('does not know a request that never was', async () => {
      const store = await newStore();
      expect(await store.findRequest({ requestId: 'req_none' })).toBeUndefined();
      expect(await store.listRequests({ limit: 5 })).toEqual([]);
    });

    test('pages from the newest to the oldest without a gap', async () => {
      const store = await newStore();
      const records = makeRecords({ count: 60 });
      await store.appendRequests(records);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 70 }), async (limit) => {
          expect(await readPages({ store, limit })).toEqual(idsOf(records.toReversed()));
        }),
        { numRuns: 10 },
      );
    });

    test('is followed without a gap, however many came in between', async () => {
      const store = await newStore();
      const records = makeRecords({ count: 45 });
      await store.appendRequests(records);
      const seen: string[] = [];
      for (;;) {
        const page = await store.listRequests({ afterId: seen.at(-1) ?? 'req_', limit: 10 });
        if (page.length === 0) break;
        seen.push(...idsOf(page).reverse());
      }
      expect(seen).toEqual(idsOf(records));
    });

    test('is filtered by workspace, key and outcome', async () => {
      const store = await newStore();
      const ours = readId({ kind: 'ws', text: 'ws_ours' });
      const key = readId({ kind: 'key', text: 'key_ours' });
      const records = makeRecords({
        count: 12,
        change: (at) => ({
          workspaceId: at % 2 === 0 ? ours : 'ws_theirs',
          keyId: at % 3 === 0 ? key : undefined,
          outcome: at % 4 === 0 ? 'failed' : 'answered',
        }),
      });
      await store.appendRequests(records);
      const numbersOf = async (query: Omit<Parameters<Store['listRequests']>[0], 'limit'>) =>
        (await store.listRequests({ ...query, limit: 50 })).map((record) => record.startedAtMs - START_MS);
      expect(await numbersOf({ workspaceId: ours })).toEqual([10, 8, 6, 4, 2, 0]);
      expect(await numbersOf({ keyId: key })).toEqual([9, 6, 3, 0]);
      expect(await numbersOf({ outcome: 'failed' })).toEqual([8, 4, 0]);
      expect(await numbersOf({ outcome: 'answered', workspaceId: ours })).toEqual([10, 6, 2]);
      expect(await numbersOf({ outcome: 'failed', workspaceId: ours, keyId: key })).toEqual([0]);
    });

    test('sums up what a scope spent since a moment, to the nano-dollar', async () => {
      const store = await newStore();
      const large = 4_000_000_000_000_001;
      const records = makeRecords({
        count: 6,
        change: (at) => ({
          workspaceId: 'ws_a',
          routeId: at < 4 ? 'route_a' : undefined,
          keyId: at % 2 === 0 ? 'key_a' : 'key_b',
          costNanoUsd: [large, 10, large, undefined, 1_000, 100_000][at],
        }),
      });
      await store.appendRequests(records);
      const total = 2 * large + 101_010;
      expect(await store.spentSince({ scope: { workspaceId: 'ws_a' }, sinceMs: 0 })).toBe(total);
      expect(await store.spentSince({ scope: { workspaceId: 'ws_a' }, sinceMs: START_MS + 1 })).toBe(total - large);
      expect(await store.spentSince({ scope: { routeId: 'route_a' }, sinceMs: START_MS + 3 })).toBe(0);
      expect(await store.spentSince({ scope: { keyId: 'key_b' }, sinceMs: START_MS })).toBe(100_010);
      expect(await store.spentSince({ scope: { keyId: 'key_c' }, sinceMs: 0 })).toBe(0);
    });
  });
}

async function readPages({ store, limit }: { store: Store; limit: number }): Promise<string[]> {
  const seen: string[] = [];
  for (;;) {
    const page = await store.listRequests({ beforeId: seen.at(-1), limit });
    if (page.length === 0) return seen;
    seen.push(...idsOf(page));
  }
}

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
// No NUL and no half of a surrogate pair: those are changed, which another test states.
const anyText = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\0', ''));
const anyMs = fc.integer({ min: 0, max: 4_000_000_000_000 });
const anyCost = maybe(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
const anyOutcome = fc.constantFrom(...OUTCOMES);
const anyAccess = fc.constantFrom('byok', 'platform');
const anyUsage = maybe(
  fc.record({ inputTokens: fc.nat(), estimated: fc.boolean() }).map((part) => ({ ...NO_USAGE, ...part })),
);

const anyAttempt: fc.Arbitrary<AttemptRecord> = fc.record({
  id: fc.uuid(),
  number: fc.nat(),
  position: fc.nat({ max: 50 }),
  connection: anyText,
  provider: anyText,
  access: anyAccess,
  model: anyText,
  outcome: anyOutcome,
  failureClass: maybe(fc.constantFrom(...FAILURE_CLASSES)),
  failureDetail: maybe(anyText),
  failureNote: maybe(anyText),
  retryAfterMs: maybe(anyMs),
  status: maybe(fc.integer({ min: 100, max: 599 })),
  startedAtMs: anyMs,
  firstContentMs: maybe(anyMs),
  totalMs: anyMs,
  usage: anyUsage,
  costNanoUsd: anyCost,
  providerCostNanoUsd: anyCost,
  fundedBy: fc.constantFrom(...FUNDING_SOURCES),
  billable: fc.constantFrom('yes', 'no', 'unknown'),
  heldNanoUsd: fc.nat(),
});

const anyNeeds: fc.Arbitrary<Needs> = fc.record({
  capabilities: fc.subarray([...CAPABILITIES]),
  profile: maybe(fc.constantFrom(...RESPONSE_PROFILES)),
  estimatedInputTokens: fc.nat(),
  maxOutputTokens: maybe(fc.nat()),
  images: maybe(fc.nat()),
  pin: maybe(
    fc.oneof(
      fc.record({ kind: fc.constant('connection' as const), connection: anyText, because: anyText }),
      fc.record({ kind: fc.constant('first_credential' as const), because: anyText }),
    ),
  ),
});

const anyRecord: fc.Arbitrary<RequestRecord> = fc.record({
  id: fc.constant(''),
  workspaceId: maybe(anyText),
  keyId: maybe(anyText),
  keyName: maybe(anyText),
  routeId: maybe(anyText),
  routeName: maybe(anyText),
  routeVersion: maybe(fc.nat()),
  endpoint: anyText,
  capability: maybe(fc.constantFrom(...CAPABILITIES)),
  member: maybe(anyText),
  tags: fc.array(anyText, { maxLength: 3 }),
  profile: maybe(anyText),
  stream: fc.boolean(),
  outcome: anyOutcome,
  status: fc.integer({ min: 100, max: 599 }),
  errorCode: maybe(anyText),
  errorReason: maybe(anyText),
  errorParam: maybe(anyText),
  errorDetail: maybe(anyText),
  retryAfterMs: maybe(anyMs),
  needs: maybe(anyNeeds),
  stages: fc.array(fc.record({ name: anyText, startedMs: anyMs, tookMs: anyMs, ended: fc.boolean() }), {
    maxLength: 3,
  }),
  startedAtMs: anyMs,
  firstContentMs: maybe(anyMs),
  totalMs: anyMs,
  usage: anyUsage,
  costNanoUsd: anyCost,
  billedTo: maybe(anyAccess),
  finishReason: maybe(anyText),
  replayOf: maybe(anyText),
  traceId: maybe(anyText),
  skipped: fc.array(
    fc.record(
      {
        attempt: fc.nat(),
        connection: anyText,
        model: anyText,
        outcome: fc.constant('skipped' as const),
        reason: anyText,
        since: anyText,
        until: anyText,
      },
      { requiredKeys: ['attempt', 'connection', 'model', 'outcome', 'reason'] },
    ),
    { maxLength: 3 },
  ),
  order: maybe(
    fc.record({
      strategy: fc.constantFrom(...ROUTE_STRATEGIES),
      first: fc.constantFrom(...FIRST_BECAUSE),
      ranks: fc.array(fc.record({ attempt: fc.nat(), value: maybe(fc.nat()) }), { maxLength: 3 }),
    }),
  ),
  attempts: fc
    .uniqueArray(anyAttempt, { selector: (attempt) => attempt.id, maxLength: 4 })
    .map((attempts) => attempts.map((attempt, at) => ({ ...attempt, number: at + 1 }))),
});
