import { randomBytes } from 'node:crypto';
import type { Capability } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { ROUTE_STRATEGIES, STICKY_BY } from '@latentkit/contract/route-strategy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPrincipal, buildRoute } from '../../tests/build-principal.ts';
import { createIdSource, readId } from '../domain/ids.ts';
import { NO_RATES } from '../domain/price.ts';
import { schedulePrices } from '../domain/price-schedule.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { UpstreamTransport } from '../domain/upstream.ts';
import { openaiCompatible } from '../providers/openai-compatible.ts';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { answer } from './answer.ts';
import { createCircuits } from './circuits.ts';
import { createDrainSlots } from './drain-slots.ts';
import { createMeasuredLoad } from './measured-load.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { planAttempts } from './plan-attempts.ts';
import { readNeeds } from './read-needs.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createStopSignal } from './stop-signal.ts';

const NOTHING_HELD = {
  isReal: false,
  cover: () => undefined,
  grow: () => Promise.resolve(),
  settle: () => {},
  release: () => {},
  recorded: () => {},
};

const NOW_MS = 1_000_000;
const ids = createIdSource({ now: () => NOW_MS, randomBytes });

/** Every provider is unreachable, so that a request goes through its whole plan. */
const UNREACHABLE: UpstreamTransport = {
  call(_request, handlers) {
    queueMicrotask(() => handlers.onFault({ kind: 'dns', message: 'no such host' }));
    return { pause: () => {}, resume: () => {}, abort: () => {} };
  },
};

/** So that there is something to order, and not only something to leave out. */
function mostly<Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

const target = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  enabled: mostly(true, fc.boolean()),
  profiles: mostly([...RESPONSE_PROFILES], fc.subarray([...RESPONSE_PROFILES], { minLength: 1 })),
  capabilities: mostly<Capability[]>(['tools', 'vision', 'json'], fc.subarray<Capability>(['tools', 'vision', 'json'])),
  contextWindow: mostly<number | undefined>(undefined, fc.integer({ min: 1, max: 40 })),
  weight: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  health: fc.constantFrom('well', 'well', 'well', 'cooling', 'open'),
  inputUsdPerMtok: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  /** Requests that run there, and how long the last one took, as far as anything was measured. */
  underWay: fc.integer({ min: 0, max: 3 }),
  tookMs: fc.option(fc.integer({ min: 100, max: 103 }), { nil: undefined }),
});

const rules = fc.record({
  allowProfileOverride: fc.boolean(),
  strategy: fc.constantFrom(...ROUTE_STRATEGIES),
  stickyBy: fc.constantFrom(...STICKY_BY),
});

const body = fc
  .record({
    text: fc.string({ maxLength: 200 }),
    tools: fc.boolean(),
    image: fc.boolean(),
    json: fc.boolean(),
    profile: fc.option(fc.constantFrom(...RESPONSE_PROFILES), { nil: undefined }),
    state: fc.option(fc.constantFrom('a', 'b', 'gone'), { nil: undefined }),
    stream: fc.boolean(),
    user: fc.option(fc.constantFrom('u1', 'u2', ''), { nil: undefined }),
    maxTokens: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  })
  .map(({ text, tools, image, json, profile, state, stream, user, maxTokens }) => ({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text },
          ...(image ? [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] : []),
        ],
      },
      ...(state
        ? [
            {
              role: 'assistant',
              content: 'x',
              reasoning_details: [{ format: 'f', connection: state, data: 1 }],
              tool_calls: [{ id: '1', function: { name: 'look', arguments: '{}' } }],
            },
            { role: 'tool', tool_call_id: '1', content: 'y' },
          ]
        : []),
    ],
    ...(tools ? { tools: [{ type: 'function', function: { name: 'look' } }] } : {}),
    ...(json ? { response_format: { type: 'json_object' } } : {}),
    ...(profile ? { response_profile: profile } : {}),
    ...(user !== undefined ? { user } : {}),
    ...(maxTokens ? { max_tokens: maxTokens } : {}),
    stream,
  }));

test('property: the plan of a dry run is the plan that is served', async () => {
  const ordered = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(target, { maxLength: 5, size: 'max' }), body, rules, async (drawn, asked, ruled) => {
      const targets = drawn.map((one, index) => targetOf({ ...one, position: index + 1 }));
      const health = createCircuits({ random: () => 0 });
      const load = createMeasuredLoad();
      drawn.forEach((one, index) => {
        const key = targets[index]?.circuitKey ?? '';
        for (let times = 0; times <= one.underWay; times++) load.began(key, NOW_MS);
        for (const stream of [true, false]) {
          load.began(key, NOW_MS);
          // Who is quick with a stream is slow with a whole answer.
          const tookMs = one.tookMs === undefined || stream ? one.tookMs : 200 - one.tookMs;
          load.ended({ circuitKey: key, stream, tookMs, nowMs: NOW_MS });
        }
        load.ended({ circuitKey: key, stream: true, tookMs: undefined, nowMs: NOW_MS });
        const failure = {
          circuitKey: key,
          failureClass: 'overloaded',
          counts: one.health === 'open',
          nowMs: NOW_MS,
        } as const;
        const coolUntilMs = one.health === 'cooling' ? NOW_MS + 5_000 : undefined;
        if (one.health !== 'well') for (let times = 0; times < 5; times++) health.failed({ ...failure, coolUntilMs });
      });
      const route = buildRoute({ attempts: targets, ...ruled, deadlineMs: 60_000 });
      const text = JSON.stringify(asked);
      const requestId = ids.next('req');
      const read = readChatBody(text);
      const needs = readNeeds({ task: read.task, profile: read.wantedProfile });
      const caller = { keyId: buildPrincipal().keyId, user: read.task.request.user };
      const { stream } = read.task;
      const dry = planAttempts({ route, needs, health, load, caller, stream, nowMs: NOW_MS, seed: requestId });

      const record = await serve({ text, requestId, health, load, route });
      const tried = record.attempts.map(({ position }) => position);
      // The last one may be tried once more.
      expect([...new Set(tried)]).toEqual(dry.attempts.map(({ position }) => position));
      expect(record.skipped.map(({ attempt, reason }) => [attempt, reason])).toEqual(
        dry.skipped.map((skip) => [skip.target.position, skip.reason]),
      );
      expect(record.profile).toBe(dry.profile);
      if (dry.attempts.length > 1) ordered.add(ruled.strategy);
    }),
    { numRuns: 400 },
  );
  // A strategy that had nothing to order would prove nothing.
  expect([...ordered].toSorted()).toEqual([...ROUTE_STRATEGIES].toSorted());
}, 120_000);

function targetOf(drawn: {
  name: string;
  enabled: boolean;
  position: number;
  profiles: AttemptTarget['profiles'];
  capabilities: Capability[];
  contextWindow: number | undefined;
  weight: number | undefined;
  inputUsdPerMtok: number | undefined;
}): AttemptTarget {
  const { name, enabled, position, inputUsdPerMtok, ...rest } = drawn;
  const price = { ...NO_RATES, inputUsdPerMtok, outputUsdPerMtok: 0, tiers: [] };
  return {
    ...rest,
    position,
    connection: {
      id: readId({ kind: 'conn', text: `conn_${name}` }),
      name,
      provider: openaiCompatible.id,
      access: 'byok',
      enabled,
      baseUrl: 'http://upstream.invalid/v1',
      credential: {},
      credentialId: name,
      trusted: true,
      headers: {},
    },
    model: 'm',
    timeoutMs: undefined,
    firstContentTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    capabilities: new Set<Capability>(['chat', ...rest.capabilities]),
    maxOutputTokens: undefined,
    prices:
      inputUsdPerMtok === undefined
        ? undefined
        : schedulePrices({ versions: [{ fromMs: 0, price }], marginPercent: 0 }),
    circuitKey: `${position}`,
  };
}

async function serve(input: {
  text: string;
  requestId: ReturnType<typeof ids.next<'req'>>;
  health: PipelineDeps['health'];
  load: PipelineDeps['load'];
  route: ReturnType<typeof buildRoute>;
}): Promise<RequestRecord> {
  const records: RequestRecord[] = [];
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const principal = buildPrincipal({ route: input.route, digest: 'd' });
  const deps: PipelineDeps = {
    clock: { now: () => NOW_MS },
    ids,
    instance: 'here',
    random: () => 0,
    snapshots: { current: () => ({ version: '1', principals: new Map([['d', principal]]) }) },
    keyHasher: { digest: () => 'd' },
    keyWatch: { begin: () => () => {} },
    limiter: { admit: () => ({ admitted: true, release: () => {}, limits: undefined }) },
    ledger: { open: () => NOTHING_HELD },
    health: input.health,
    load: input.load,
    // No second try on the last target: its pause would only take time.
    retryBudget: { ...createRetryBudget(), tryRetry: () => false },
    providers: new Map([[openaiCompatible.id, openaiCompatible]]),
    transport: UNREACHABLE,
    drains: createDrainSlots(),
    stop: createStopSignal(),
    journal: {
      open: async () => {},
      append: async (record) => {
        records.push(record);
      },
    },
    answerClaims: { claim: () => Promise.reject(new Error('nothing here is asked for once')) },
    log: silent,
    sandbox: {
      target: targetOf({
        name: 's',
        enabled: true,
        position: 1,
        profiles: [],
        capabilities: [],
        contextWindow: undefined,
        weight: undefined,
        inputUsdPerMtok: undefined,
      }),
      gatewayError: () => undefined,
      resumes: () => false,
    },
  };
  await answer(
    {
      requestId: input.requestId,
      endpoint: '/v1/chat',
      startedAtMs: NOW_MS,
      authorization: 'Bearer lk_live_0123456789abcdefghijklmn',
      strayCredentialHeader: undefined,
      clientIp: '127.0.0.1',
      connection: {},
      readTask: async () => readChatBody(input.text),
      billedTo: () => {},
      admitted: () => {},
      once: undefined,
      client: { gone: false, dismissal: undefined, whenGone: () => () => {}, dismiss: () => {}, workOn: () => {} },
      sink: { write: () => true, onceDrained: () => {} },
    },
    deps,
  );
  const [record] = records;
  if (!record) throw new Error('no record was written');
  return record;
}
