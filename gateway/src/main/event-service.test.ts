import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { buildBudget, buildKey, buildRouteDefinition, buildWorkspace } from '../../tests/support/build-definitions.ts';
import { buildWebhook } from '../../tests/support/build-events.ts';
import { buildRequestRecord } from '../../tests/support/build-request-record.ts';
import { compileBudgets } from '../control/compile-budgets.ts';
import { createIdSource } from '../domain/ids.ts';
import { type Log, NO_CHARGES } from '../domain/ports.ts';
import { readWebhookSecret, webhookBinding } from '../domain/webhook-secret.ts';
import { signWebhook } from '../jobs/sign-webhook.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { createEgressGuard } from '../net/egress-guard.ts';
import { createUpstreamPools, type UpstreamPools } from '../net/upstream-pools.ts';
import { openSqliteStore, type SqliteStore } from '../store/open-sqlite-store.ts';
import { openVault } from '../store/open-vault.ts';
import { createEventService, type EventService } from './event-service.ts';

const NO_LOG: Log = { info: () => {}, warn: () => {}, error: () => {} };
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const ids = createIdSource({ now: Date.now, randomBytes });
const budget = buildBudget({ name: 'monthly', budget: { nanoUsd: 1_000, window: 'month' } });
const principal = buildPrincipal({
  budgets: compileBudgets({ key: buildKey(), route: undefined, workspace: buildWorkspace(), budgets: [budget] }),
});

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let dataDir: string;
let store: SqliteStore;
let pools: UpstreamPools;
let receiver: Server;
let received: Received[] = [];
let services: EventService[] = [];

beforeEach(async () => {
  received = [];
  services = [];
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-events-'));
  store = await openSqliteStore({ dataDir });
  pools = createUpstreamPools({ guard: createEgressGuard({ allow: [] }) });
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ headers: request.headers, body });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
  const webhook = buildWebhook({ url });
  const binding = webhookBinding({ ...webhook, webhookId: webhook.id });
  const { published: _, ...route } = buildRouteDefinition();
  await store.write(async (writes) => {
    await writes.saveWorkspace(buildWorkspace());
    await writes.saveRoute(route);
    await writes.saveKey(buildKey());
    await writes.saveBudget(budget);
    await writes.saveWebhook({ ...webhook, sealedSecret: vault.seal({ plaintext: SECRET, binding }) });
  });
});

afterEach(async () => {
  for (const service of services) await service.close();
  await pools.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** As a process that has just begun. */
function startService(): EventService {
  const service = createEventService({
    store,
    vault,
    pools,
    clock: { now: Date.now },
    log: NO_LOG,
    deliverEveryMs: 10,
  });
  services.push(service);
  service.start();
  return service;
}

async function spend(service: EventService, nanoUsd: number): Promise<void> {
  const ledger = createMemoryLedger({ store, watcher: service.watcher });
  const requestId = ids.next('req');
  const claim = await ledger.open({ requestId, principal, managed: 'chat', platform: false, nowMs: Date.now() });
  claim.cover({ nanoUsd, fundedBy: 'byok', before: NO_CHARGES });
  claim.settle({ nanoUsd, creditsNanoUsd: 0, usedAllowance: false });
  await store.appendRequests([buildRequestRecord({ id: requestId, workspaceId: 'ws_1', costNanoUsd: nanoUsd })]);
}

async function untilReceived(count: number): Promise<void> {
  for (let turn = 0; turn < 300 && received.length < count; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const percents = () => received.map(({ body }) => JSON.parse(body).data.percent);

test('a charge that reaches a percentage of a budget is posted to the webhook, signed, once', async () => {
  const service = startService();
  await spend(service, 520);
  await untilReceived(1);
  await spend(service, 310);
  await untilReceived(2);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(percents()).toEqual([50, 80]);
  const [first] = received;
  const secret = readWebhookSecret(SECRET) ?? Buffer.alloc(0);
  const id = String(first?.headers['webhook-id']);
  const atMs = Number(first?.headers['webhook-timestamp']) * 1_000;
  expect(first?.headers).toMatchObject(signWebhook({ secret, id, atMs, body: first?.body ?? '' }));
  expect(JSON.parse(first?.body ?? '')).toMatchObject({
    type: 'budget.threshold',
    data: { event_id: id, budget: 'monthly', scope: 'workspace', scope_name: 'acme', spent_usd: '0.000000520' },
  });
});

test('what a process noticed but did not live to tell is told by the next, and nothing is told twice', async () => {
  // Spent, and the process ended before its event was written: nobody was told.
  const id = ids.next('req');
  await store.appendRequests([buildRequestRecord({ id, workspaceId: 'ws_1', costNanoUsd: 1_000 })]);
  for (let process = 0; process < 3; process++) {
    const service = startService();
    await untilReceived(3);
    await service.close();
  }
  expect(percents().toSorted()).toEqual([100, 50, 80]);
  expect(await store.events.list({ limit: 9 })).toHaveLength(3);
});
