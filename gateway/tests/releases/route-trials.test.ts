import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trialPrincipal } from '../../src/control/releases/trial-principal.ts';
import { createIdSource } from '../../src/domain/ids.ts';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import { createMemoryLedger } from '../../src/ledger/memory-ledger.ts';
import { createRouteTrials } from '../../src/main/create-route-trials.ts';
import { createSandbox } from '../../src/main/create-sandbox.ts';
import { createEgressGuard } from '../../src/net/egress-guard.ts';
import { createHttpTransport } from '../../src/net/http-transport.ts';
import { createUpstreamPools } from '../../src/net/upstream-pools.ts';
import { createCircuits } from '../../src/pipeline/circuits.ts';
import { createDrainSlots } from '../../src/pipeline/drain-slots.ts';
import { createMeasuredLoad } from '../../src/pipeline/measured-load.ts';
import type { PipelineDeps } from '../../src/pipeline/pipeline-deps.ts';
import { createRetryBudget } from '../../src/pipeline/retry-budget.ts';
import { createStopSignal } from '../../src/pipeline/stop-signal.ts';
import { PROVIDERS } from '../../src/providers/registry.gen.ts';
import { buildRoute } from '../build-principal.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { buildDefinitions, buildRouteDefinition, buildWorkspace } from '../support/build-definitions.ts';
import { buildTarget } from '../support/build-target.ts';

let upstream: FakeUpstream;
const pools = createUpstreamPools({ guard: createEgressGuard({ allow: ['127.0.0.1/32'] }) });
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(async () => {
  await pools.close();
  await upstream.close();
});

const neverAsked = () => {
  throw new Error('nothing of a trial is asked of it');
};

function trials() {
  const records: RequestRecord[] = [];
  const health = createCircuits({ random: () => 0 });
  const deps: PipelineDeps = {
    clock: { now: Date.now },
    ids: createIdSource({ now: Date.now, randomBytes }),
    instance: 'here',
    random: () => 0,
    snapshots: { current: neverAsked },
    keyHasher: { digest: neverAsked },
    keyWatch: { begin: neverAsked },
    limiter: { admit: neverAsked },
    ledger: createMemoryLedger({ store: { spentSince: async () => 0, ledger: neverAsked as never } }),
    health,
    load: createMeasuredLoad(),
    retryBudget: createRetryBudget(),
    providers: PROVIDERS,
    transport: createHttpTransport({ pools }),
    drains: createDrainSlots(),
    stop: createStopSignal(),
    journal: { open: async () => {}, append: async (record) => void records.push(record) },
    answerClaims: { claim: neverAsked },
    log: { info() {}, warn() {}, error() {} },
    sandbox: createSandbox(),
  };
  return { tryRoute: createRouteTrials({ deps }), records, health };
}

function draft() {
  const connection = { provider: 'openai-compatible', baseUrl: `${upstream.url}/v1`, credential: { api_key: 'k' } };
  const target = buildTarget({ connection, capabilities: new Set(['chat']) });
  return buildRoute({ version: 0, attempts: [target] });
}

const principal = trialPrincipal({
  route: buildRouteDefinition(),
  definitions: buildDefinitions({
    workspaces: [buildWorkspace({ budget: { nanoUsd: 1_000_000_000, window: 'day' } })],
  }),
});
const ask = (text: string) => ({
  endpoint: '/v1/chat',
  body: JSON.stringify({ messages: [{ role: 'user', content: text }] }),
});

describe('a trial of a route', () => {
  test('is sent through the pipeline in the name of the workspace, and is in the log as what it is', async () => {
    if (principal === undefined) throw new Error('the workspace is missing');
    const { tryRoute, records } = trials();
    upstream.script({ reply: { text: 'Hello there' } });
    const trial = await tryRoute({ test: ask('Hi'), route: draft(), principal, mode: 'live' });
    expect(trial).toMatchObject({
      answered: true,
      text: 'Hello there',
      attempt: { connection: 'main', model: 'm' },
      capabilities: ['chat'],
      requestId: records[0]?.id,
    });
    expect(records).toMatchObject([{ keyName: 'route test', routeVersion: 0, outcome: 'answered' }]);
    expect(records[0]?.workspaceId).toBe(principal.workspaceId);
  });

  test('in the sandbox asks no provider', async () => {
    if (principal === undefined) throw new Error('the workspace is missing');
    const before = upstream.requests.length;
    const { tryRoute, records } = trials();
    const trial = await tryRoute({ test: ask('Hi'), route: draft(), principal, mode: 'sandbox' });
    expect(trial).toMatchObject({ answered: true, attempt: { model: 'sandbox' } });
    expect(upstream.requests.length).toBe(before);
    expect(records[0]?.costNanoUsd).toBe(0);
  });

  test('that fails says why, and opens no circuit', async () => {
    if (principal === undefined) throw new Error('the workspace is missing');
    const { tryRoute, health } = trials();
    upstream.script({ status: 500, body: { error: { message: 'no' } } });
    const route = draft();
    for (let turn = 0; turn < 8; turn++) {
      const trial = await tryRoute({ test: ask('Hi'), route, principal, mode: 'live' });
      expect(trial).toMatchObject({ answered: false, error: { code: 'all_providers_exhausted' } });
    }
    const [target] = route.attempts;
    expect(health.state(target?.circuitKey ?? '', Date.now()).kind).toBe('closed');
  });

  test('of a body that no caller could send is refused as a caller would be', async () => {
    if (principal === undefined) throw new Error('the workspace is missing');
    const { tryRoute } = trials();
    const asked = { route: draft(), principal, mode: 'live' } as const;
    await expect(tryRoute({ test: { endpoint: '/v1/chat', body: '{}' }, ...asked })).rejects.toMatchObject({
      code: 'validation_error',
    });
    await expect(tryRoute({ test: { endpoint: '/v1/nothing', body: '{}' }, ...asked })).rejects.toThrow(/no endpoint/);
  });
});
