import { randomBytes } from 'node:crypto';
import { CAPABILITIES } from '@latentkit/contract/capability';
import fc from 'fast-check';
import { createIdSource } from '../../src/domain/ids.ts';
import { type AttemptRecord, OUTCOMES, type RequestRecord } from '../../src/domain/request-record.ts';
import { NO_USAGE } from '../../src/domain/usage.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../support/sample-request-record.ts';
import type { PlainDimension, PlainQuery } from './brute-force-usage.ts';

/** Four days with a night in which clocks in Berlin are put back. */
export const FIRST_MS = Date.parse('2026-10-23T00:00:00Z');
export const LAST_MS = Date.parse('2026-10-27T00:00:00Z');

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}_${at}`);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const oneOf = <const Value>(values: readonly Value[]) => fc.constantFrom(...values);

// Anywhere, and often around midnight in UTC and in Berlin; on the quarter of an hour, a moment before it, and between.
const anySlot = fc.oneof(
  fc.integer({ min: 0, max: 4 * 96 - 1 }),
  fc.integer({ min: 86, max: 90 }),
  fc.integer({ min: 94, max: 97 }),
);
const anyMoment = fc
  .tuple(anySlot, oneOf([0, 1, 449_999, 899_999]))
  .map(([slot, within]) => FIRST_MS + slot * 900_000 + within);

const anyUsage = fc
  .record({
    inputTokens: fc.nat({ max: 1_000_000 }),
    cachedInputTokens: fc.nat({ max: 1_000_000 }),
    cacheWrite5mTokens: oneOf([0, 7]),
    cacheWrite1hTokens: oneOf([0, 9]),
    audioInputTokens: oneOf([0, 11]),
    outputTokens: fc.nat({ max: 100_000 }),
    reasoningTokens: fc.nat({ max: 100_000 }),
    audioOutputTokens: oneOf([0, 13]),
    images: oneOf([0, 0, 2]),
    estimated: fc.boolean(),
  })
  .map((part) => ({ ...NO_USAGE, ...part }));

const anyCost = oneOf([undefined, 0, 1, 21_600, 999_999_999, 1_000_000_000, 3_000_000_000_001]);

const anyAttempt = fc.record({
  connection: oneOf(names('connection', 3)),
  model: oneOf(names('model', 3)),
  funding: oneOf([
    { access: 'byok', fundedBy: 'byok' },
    { access: 'platform', fundedBy: 'credits' },
    { access: 'platform', fundedBy: 'allowance' },
  ] as const),
  outcome: oneOf(OUTCOMES),
  usage: maybe(anyUsage),
  costNanoUsd: anyCost,
  providerCostNanoUsd: anyCost,
});

const anyDuration = fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 5_000 }), fc.nat({ max: 3_600_000 }));

const anyRequest = fc.record({
  atMs: anyMoment,
  workspace: maybe(fc.nat({ max: 1 })),
  key: fc.nat({ max: 2 }),
  route: maybe(fc.nat({ max: 1 })),
  capability: maybe(oneOf(CAPABILITIES.slice(0, 3))),
  member: maybe(oneOf(names('member', 2))),
  tags: fc.array(oneOf(['a', 'b', 'c', 'ä "quoted", [tag]']), { maxLength: 3 }),
  outcome: oneOf(OUTCOMES),
  firstContentMs: maybe(anyDuration),
  totalMs: anyDuration,
  replayOf: oneOf([undefined, undefined, undefined, 'req_earlier']),
  attempts: fc.array(anyAttempt, { maxLength: 3 }),
});

/** Any traffic of those days. Keys and routes keep their names. */
export const anyTraffic: fc.Arbitrary<readonly RequestRecord[]> = fc
  .array(anyRequest, { minLength: 1, maxLength: 60 })
  .map((drawn) => {
    let nowMs = 0;
    const ids = createIdSource({ now: () => nowMs, randomBytes });
    return drawn.map(({ atMs, workspace, key, route, attempts, ...rest }) => {
      nowMs = atMs;
      const ofWorkspace = workspace === undefined ? undefined : `ws_${workspace}`;
      return sampleRequestRecord({
        ...rest,
        id: ids.next('req'),
        startedAtMs: atMs,
        workspaceId: ofWorkspace,
        keyId: ofWorkspace && `key_${workspace}${key}`,
        keyName: ofWorkspace && `key ${key}`,
        routeId: route === undefined ? undefined : `route_${route}`,
        routeName: route === undefined ? undefined : `route ${route}`,
        attempts: attempts.map(
          ({ funding, ...attempt }, at): AttemptRecord =>
            sampleAttemptRecord({ ...attempt, ...funding, id: ids.next('att'), number: at + 1, heldNanoUsd: 0 }),
        ),
      });
    });
  });

const DIMENSIONS: readonly PlainDimension[] = [
  'workspace',
  'key',
  'route',
  'connection',
  'model',
  'capability',
  'member',
  'tag',
  'access',
  'funded_by',
];

const someOf = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });

export const anyQuery: fc.Arbitrary<PlainQuery> = fc
  .record({
    ends: fc.tuple(anyMoment, anyMoment),
    timeZone: oneOf(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe']),
    interval: oneOf(['none', 'hour', 'day', 'month'] as const),
    groupBy: fc.shuffledSubarray([...DIMENSIONS], { maxLength: 3 }),
    filters: fc.record(
      {
        key: someOf(['key_00', 'key 1', '']),
        route: someOf(['route_1', 'route 0', '']),
        connection: someOf(names('connection', 2)),
        model: someOf(['model_0', '']),
        capability: someOf(['chat', '']),
        member: someOf(['member_0', '']),
        tag: someOf(['a', 'ä "quoted", [tag]', '']),
        access: someOf(['byok', 'platform']),
        funded_by: someOf(['credits', 'byok']),
      },
      { requiredKeys: [] },
    ),
    isFiltered: fc.boolean(),
    workspaceId: oneOf([undefined, undefined, 'ws_0', 'ws_1']),
    keyId: oneOf([undefined, undefined, undefined, 'key_01']),
  })
  .map(({ ends, isFiltered, filters, ...query }) => ({
    ...query,
    fromMs: Math.min(...ends),
    toMs: Math.max(...ends),
    filters: isFiltered ? filters : {},
  }));
