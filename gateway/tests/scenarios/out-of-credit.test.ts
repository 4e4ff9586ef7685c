import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Behaviour } from '../fake-upstream/behaviour.ts';
import { ERROR_BODIES } from '../fake-upstream/error-bodies.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { connectionsTo } from '../fault-matrix/matrix-config.ts';
import { connectionConfig, connectionName, modelIn, ownOrigins } from '../fault-matrix/matrix-connections.ts';
import { type DialectId, MATRIX_DIALECTS } from '../fault-matrix/matrix-dialects.ts';
import { createRedirectingTransport } from '../support/redirecting-transport.ts';
import { json, startTestGateway } from './start-test-gateway.ts';

const TEN_MINUTES_MS = 600_000;
const ASK = { messages: [{ role: 'user', content: 'Count.' }] };

let first: FakeUpstream;
let second: FakeUpstream;
beforeAll(async () => {
  first = await startFakeUpstream();
  second = await startFakeUpstream();
});
beforeEach(() => {
  first.reset();
  second.reset();
});
afterAll(async () => {
  await first.close();
  await second.close();
});

function keyOf(route: string): string {
  return `lk_live_${route}_0123456789abcdefghij`;
}

/** For each dialect a route with both upstreams, and one with the first alone. */
function yamlOf(urls: Record<'first' | 'second', string>): string {
  const attemptsOf = (names: readonly string[]) =>
    MATRIX_DIALECTS.map((dialect) => ({
      name: `${names.join('-')}-${dialect.id}`,
      attempts: names.map((name) => ({
        connection: connectionName({ dialect, name }),
        model: modelIn({ dialect, model: 'm' }),
      })),
    }));
  const routes = [...attemptsOf(['first', 'second']), ...attemptsOf(['first'])];
  return JSON.stringify({
    version: 1,
    workspace: 'acme',
    connections: connectionsTo(urls).map(connectionConfig),
    routes,
    keys: routes.map(({ name }) => ({ name, route: name, secret: keyOf(name) })),
  });
}

async function startClockedGateway() {
  const urls = { first: first.url, second: second.url };
  const redirecting = createRedirectingTransport({ origins: ownOrigins(connectionsTo(urls)) });
  let nowMs = Date.now();
  const gateway = await startTestGateway({
    yaml: yamlOf(urls),
    clock: { now: () => nowMs },
    transport: redirecting.transport,
  });
  return {
    ask: (route: string) => gateway.post('/v1/chat', ASK, { Authorization: `Bearer ${keyOf(route)}` }),
    advance: (ms: number) => {
      nowMs += ms;
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await redirecting[Symbol.asyncDispose]();
    },
  };
}

const WORDS: readonly (readonly [dialect: DialectId, words: string, behaviour: Behaviour])[] = [
  ['openai-compatible', 'insufficient_quota', ERROR_BODIES['openai: quota']],
  ['openai-compatible', 'insufficient_quota and a short Retry-After', withRetryAfter(ERROR_BODIES['openai: quota'])],
  ['openai-responses', 'credit_balance_exhausted', ERROR_BODIES['openai: credit balance']],
  ['anthropic', 'a 400 about the credit balance', ERROR_BODIES['anthropic: credit balance']],
  ['anthropic', 'billing_error', ERROR_BODIES['anthropic: billing']],
  ['google', 'a quota of the day, beside a short retryDelay', ERROR_BODIES['google: quota of the day']],
  ['cohere', 'the trial calls of the month', ERROR_BODIES['cohere: trial limit']],
  ['ollama', 'status 402', { status: 402 }],
];

function withRetryAfter(behaviour: Behaviour): Behaviour {
  return { ...behaviour, headers: { 'retry-after': '2' } };
}

test.each(WORDS)(
  '%s: an account without credit (%s) is asked once, and then left alone for ten minutes',
  async (...given) => {
    const [dialect, , behaviour] = given;
    await using gateway = await startClockedGateway();
    const servedBy = async () => (await json(await gateway.ask(`first-second-${dialect}`))).route.attempt;
    first.script(behaviour);
    expect(await servedBy()).toBe(2);
    gateway.advance(TEN_MINUTES_MS - 1_000);
    expect(await servedBy()).toBe(2);
    expect(first.requests).toHaveLength(1);
    first.script({});
    gateway.advance(1_001);
    expect(await servedBy()).toBe(1);
    expect(first.requests).toHaveLength(2);
  },
);

test.each(WORDS)('%s: nor is it asked twice where there is no other (%s)', async (dialect, _, behaviour) => {
  await using gateway = await startClockedGateway();
  first.script(behaviour);
  const response = await gateway.ask(`first-${dialect}`);
  expect(response.status).toBeGreaterThanOrEqual(500);
  expect(await json(response)).toMatchObject({ attempts: [{ reason: expect.stringMatching(/^quota_exhausted/) }] });
  expect(first.requests).toHaveLength(1);
});
