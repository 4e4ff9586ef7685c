import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { connectionYaml, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { createGatewayHome, type SpawnedGateway } from '../support/spawn-gateway.ts';

const WARM_UP = 600;
const REQUESTS = 1_500;
const AT_ONCE = 16;
/** With one Set that requests come into and leave, it was 5 to 7 kB; without, it is less than 1. */
const MOST_BYTES_EACH = 2_500;

const collectedSchema = z.object({ kind: z.literal('collected'), outlivedBytes: z.number() });

function yamlFor(url: string): string {
  return `version: 1
workspace: { name: acme, budget: { usd: 1000, window: month } }
connections:${connectionYaml({ name: 'one', url })}
routes: [{ name: default, attempts: [{ connection: one, model: m }] }]
keys: [{ name: backend, route: default, secret: ${TEST_KEY}, rate_limit: { requests_per_minute: 1000000, concurrency: 1000 } }]
`;
}

async function ask({ gateway: { url }, stream }: { gateway: SpawnedGateway; stream: boolean }): Promise<void> {
  const response = await fetch(`${url}/v1/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello there.' }], max_tokens: 20, stream }),
  });
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
}

async function askOften({ times, ...call }: Parameters<typeof ask>[0] & { times: number }): Promise<void> {
  let left = times;
  const lane = async () => {
    while (left-- > 0) await ask(call);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

test.each([
  ['whole', false],
  ['streamed', true],
])(
  'a request that has ended (%s) is freed with what is young, and waits for no full collection',
  async (_, stream) => {
    const upstream = await startFakeUpstream();
    using home = createGatewayHome({ yaml: yamlFor(upstream.url) });
    const outlived: number[] = [];
    await using gateway = await home.start({
      probe: join(import.meta.dirname, 'collector-probe.mjs'),
      onMessage: (message) => {
        const { data } = collectedSchema.safeParse(message);
        if (data !== undefined) outlived.push(data.outlivedBytes);
      },
    });
    const collect = async () => {
      // Records wait in memory until they are in the database.
      await wait(1_000);
      const before = outlived.length;
      gateway.signal('SIGUSR2');
      await expect.poll(() => outlived.length, { timeout: 10_000 }).toBe(before + 1);
      return outlived.at(-1) ?? Number.NaN;
    };
    try {
      await askOften({ gateway, stream, times: WARM_UP });
      await collect();
      await askOften({ gateway, stream, times: REQUESTS });
      const bytes = await collect();
      expect(bytes / REQUESTS).toBeLessThan(MOST_BYTES_EACH);
    } finally {
      await upstream.close();
    }
  },
  60_000,
);
