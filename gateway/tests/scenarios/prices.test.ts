import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { json, readSse, startTestGateway, TEST_KEY } from './start-test-gateway.ts';

let upstream: FakeUpstream;

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(() => upstream.close());

const CHAT = { messages: [{ role: 'user', content: 'x' }], max_tokens: 100 };

function yamlWith({ connection = '', prices = '' }: { connection?: string; prices?: string }): string {
  return `version: 1
workspace: acme
connections:
  - name: main
    provider: openai-compatible
    api_key: upstream-secret-of-all
    base_url: ${upstream.url}/v1
    ${connection}
    models: [{ id: m, capabilities: [chat, tools, image_generation]${prices === '' ? '' : `, prices: ${prices}`} }]
routes: [{ name: default, attempts: [{ connection: main, model: m }] }]
keys: [{ name: backend, route: default, secret: ${TEST_KEY} }]
`;
}

test('long input, cached tokens, reasoning and a margin come to the cost of the answer, streamed or not', async () => {
  upstream.script({
    reply: { text: 'x', usage: { input: 250_000, cachedInput: 150_000, output: 1_000, reasoning: 400 } },
  });
  const tier = '{ above_input_tokens: 200000, input_usd_per_mtok: 2, output_usd_per_mtok: 6 }';
  const prices = `{ input_usd_per_mtok: 1, cached_input_usd_per_mtok: 0.1, output_usd_per_mtok: 4, reasoning_usd_per_mtok: 3, usd_per_image: 0.04, tiers: [${tier}] }`;
  await using gateway = await startTestGateway({
    yaml: yamlWith({ connection: 'access: platform\n    margin_percent: 20', prices }),
  });
  const whole = await json(await gateway.post('/v1/chat', CHAT));
  // (100 000 × 2 + 150 000 × 0.1 + 600 × 6 + 400 × 3) millionths of a dollar are 0.2198; and a fifth.
  expect(whole.cost).toEqual({ usd: '0.263760000', billed_to: 'platform' });
  const events = await readSse(await gateway.post('/v1/chat', { ...CHAT, stream: true }));
  const costs = events.flatMap(({ data }) => /"usd":"([\d.]+)"/.exec(data)?.[1] ?? []);
  expect(costs).toEqual(['0.263760000']);
});

test('a price counts from its moment on, for attempts that begin then', async () => {
  upstream.script({ reply: { text: 'x', usage: { input: 1_000, output: 0 } } });
  const both = 'input_usd_per_mtok: 1, output_usd_per_mtok: 1';
  const prices = `[{ ${both} }, { from: 2027-01-01, input_usd_per_mtok: 3, output_usd_per_mtok: 3 }]`;
  let nowMs = Date.UTC(2027, 0, 1) - 60_000;
  await using gateway = await startTestGateway({ yaml: yamlWith({ prices }), clock: { now: () => nowMs } });
  const costNow = async () => (await json(await gateway.post('/v1/chat', CHAT))).cost.usd;
  expect(await costNow()).toBe('0.001000000');
  nowMs += 120_000;
  expect(await costNow()).toBe('0.003000000');
});

test.each([
  ['no price', '', CHAT],
  ['a price for its input only', '{ input_usd_per_mtok: 1 }', CHAT],
])('a model with %s is unpriced, never free, on an account of the workspace', async (_what, prices, body) => {
  upstream.script({ reply: { text: 'x', usage: { input: 10, output: 5 } } });
  await using gateway = await startTestGateway({ yaml: yamlWith({ prices }) });
  const answer = await json(await gateway.post('/v1/chat', body));
  expect(answer.cost).toEqual({ usd: null, unpriced: true, billed_to: 'byok' });
});

test('a gateway does not start on platform access whose price is not known', async () => {
  const yaml = yamlWith({ connection: 'access: platform', prices: '{ input_usd_per_mtok: 1 }' });
  await expect(startTestGateway({ yaml })).rejects.toThrow(
    '"output_usd_per_mtok" is missing, and platform access is billed',
  );
});
