import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForLog } from '../scenarios/request-log.ts';
import { routeYaml, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { createGatewayHome, type GatewayHome } from '../support/spawn-gateway.ts';

const PROBE = join(import.meta.dirname, '..', 'support', 'kill-at.ts');
const WHOLE = { messages: [{ role: 'user', content: 'Count.' }], stream: false };
const STREAM = { ...WHOLE, stream: true };

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
beforeEach(() => {
  upstream.reset();
  upstream.script({ reply: { text: 'one two three', usage: { input: 10, output: 5 } } });
});
afterAll(() => upstream.close());

interface Got {
  readonly status: number;
  readonly isReplay: boolean;
  readonly text: string;
}

async function send({ url, body }: { url: string; body: object }): Promise<Got> {
  const response = await fetch(`${url}/v1/chat`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${TEST_KEY}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': 'survives',
    },
    body: JSON.stringify(body),
  });
  const isReplay = response.headers.get('x-lk-idempotent-replay') === 'true';
  return { status: response.status, isReplay, text: await response.text() };
}

/** Sends a request to a process that ends by itself in the middle of it. */
async function sendUntilKilled({ home, body, at }: { home: GatewayHome; body: object; at: string }): Promise<void> {
  process.env.KILL_AT = at;
  try {
    await using gateway = await home.start({ probe: PROBE });
    await expect(send({ url: gateway.url, body })).rejects.toThrow();
    expect(await gateway.exited).toBeNull();
  } finally {
    delete process.env.KILL_AT;
  }
}

describe('a process that is killed', () => {
  test('before the answer is stored: the repeat runs anew after the restart, and one of the two is charged', async () => {
    using home = createGatewayHome({ yaml: routeYaml({ upstreams: { only: upstream.url } }) });
    await sendUntilKilled({ home, body: WHOLE, at: 'before the answer is stored' });
    await using gateway = await home.start();
    const answer = await send({ url: gateway.url, body: WHOLE });
    expect(answer).toMatchObject({ status: 200, isReplay: false });
    expect(await send({ url: gateway.url, body: WHOLE })).toEqual({ ...answer, isReplay: true });
    expect(upstream.requests).toHaveLength(2);
    expect(await chargesOf(home, 3)).toEqual({ interrupted: 0, answered: 30_000, replayed: 0 });
  }, 60_000);

  test.each([
    { at: 'before the record is written', body: WHOLE, first: { interrupted: 0 } },
    { at: 'before the last byte is sent', body: WHOLE, first: { answered: 30_000 } },
    { at: 'before the record is written', body: STREAM, first: { interrupted: 0 } },
  ])(
    '$at (stream: $body.stream): the repeat gets that answer, and nothing is charged twice',
    async ({ at, body, first }) => {
      using home = createGatewayHome({ yaml: routeYaml({ upstreams: { only: upstream.url } }) });
      await sendUntilKilled({ home, body, at });
      await using gateway = await home.start();
      const answer = await send({ url: gateway.url, body });
      expect(answer).toMatchObject({ status: 200, isReplay: true });
      expect(answer.text).toContain('three');
      expect(upstream.requests).toHaveLength(1);
      expect(await chargesOf(home, 2)).toEqual({ ...first, replayed: 0 });
    },
    60_000,
  );
});

/** What each record of the log is charged, by what became of its request. */
async function chargesOf({ dataDir }: GatewayHome, count: number): Promise<Record<string, number>> {
  const records = await waitForLog({ dataDir, until: (found) => found.length >= count });
  expect(records).toHaveLength(count);
  return Object.fromEntries(
    records.map(({ replayOf, outcome, costNanoUsd }) => [replayOf ? 'replayed' : outcome, costNanoUsd ?? 0]),
  );
}
