import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWebhookSecret } from '../../src/domain/webhook-secret.ts';
import { signWebhook } from '../../src/jobs/sign-webhook.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { buildRequestRecord } from '../support/build-request-record.ts';
import { connectionYaml, startTestGateway, TEST_KEY } from './start-test-gateway.ts';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let upstream: FakeUpstream;
let receiver: Server;
let received: Received[] = [];
let hookUrl = '';
let dataDir: string;

beforeEach(async () => {
  received = [];
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-events-'));
  upstream = await startFakeUpstream();
  // A quarter of a dollar each time.
  upstream.script(() => ({ reply: { text: 'x', usage: { input: 250_000, output: 0 } } }));
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ headers: request.headers, body });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  hookUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
});

afterEach(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function yaml(): string {
  return `version: 1
workspace: acme
connections:${connectionYaml({ name: 'main', url: upstream.url })}
routes: [{ name: default, attempts: [{ connection: main, model: m }] }]
keys: [{ name: backend, route: default, secret: ${TEST_KEY}, tags: [search] }]
budgets: [{ name: monthly, tag: search, usd: 1, window: month, time_zone: Europe/Berlin }]
webhooks: [{ name: ops, url: "${hookUrl}", secret: "${SECRET}" }]
`;
}

const ASK = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 };
const percents = () => received.map(({ body }) => JSON.parse(body).data.percent);

async function untilReceived(count: number): Promise<void> {
  for (let turn = 0; turn < 600 && received.length < count; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('each percentage of a budget is posted to the webhook once, signed, and refuses nothing', async () => {
  await using gateway = await startTestGateway({ yaml: yaml(), dataDir });
  const statuses: number[] = [];
  for (let request = 0; request < 5; request++) statuses.push((await gateway.post('/v1/chat', ASK)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 402]);
  await untilReceived(3);
  expect(percents().toSorted()).toEqual([100, 50, 80]);
  const first = received.find(({ body }) => body.includes('"percent":50'));
  const secret = readWebhookSecret(SECRET) ?? Buffer.alloc(0);
  const id = String(first?.headers['webhook-id']);
  const atMs = Number(first?.headers['webhook-timestamp']) * 1_000;
  expect(first?.headers).toMatchObject(signWebhook({ secret, id, atMs, body: first?.body ?? '' }));
  expect(JSON.parse(first?.body ?? '')).toMatchObject({
    type: 'budget.threshold',
    data: {
      event_id: id,
      budget: 'monthly',
      scope: 'tag',
      scope_name: 'search',
      time_zone: 'Europe/Berlin',
      spent_usd: '0.500000000',
      limit_usd: '1.000000000',
    },
  });
});

test('what a gateway did not live to tell is told by the next one, and nothing is told twice', async () => {
  {
    // Makes the installation, and leaves.
    await using gateway = await startTestGateway({ yaml: yaml(), dataDir });
    await gateway.close({ withinMs: 100 });
  }
  const store = await openSqliteStore({ dataDir });
  const workspaceId = (await store.readDefinitions()).workspaces[0]?.id;
  const spent = { workspaceId, tags: ['search'], startedAtMs: Date.now(), costNanoUsd: 850_000_000 };
  await store.appendRequests([buildRequestRecord({ ...spent, id: `req_${'z'.repeat(26)}` })]);
  await store.close();
  for (let start = 0; start < 2; start++) {
    await using _gateway = await startTestGateway({ yaml: yaml(), dataDir });
    await untilReceived(2);
    await new Promise((resolve) => setTimeout(resolve, 1_200 * start));
  }
  expect(percents().toSorted()).toEqual([50, 80]);
});
