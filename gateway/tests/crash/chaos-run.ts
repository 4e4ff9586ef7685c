import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { startFastUpstream } from '../fake-upstream/start-fast-upstream.ts';
import { createGatewayHome, type SpawnedGateway } from '../support/spawn-gateway.ts';
import { type Acknowledged, CHAOS_KEYS, sendOne } from './chaos-traffic.ts';

export interface ChaosOptions {
  readonly kills: number;
  readonly requestsPerSecond: number;
  /** A process lives between a moment and this long once it takes traffic, ms. */
  readonly longestLifeMs: number;
  readonly random: () => number;
  readonly onKill?: (kill: number) => void;
}

export interface ChaosResult {
  readonly sent: number;
  readonly acknowledged: number;
  /** Acknowledged requests that have no record, or whose ledger does not say what the record says. */
  readonly lost: readonly string[];
  readonly recorded: number;
  readonly interrupted: number;
  /** Calls that the provider got, and attempts that were written down. */
  readonly upstreamCalls: number;
  readonly attempts: number;
  readonly openAttempts: number;
  readonly heldNanoUsd: number;
  readonly spentNanoUsd: number;
  /** What `latentkit ledger verify` has to say. */
  readonly problems: readonly string[];
}

const SWEPT_WITHIN_MS = 60_000;

/** Kills the gateway again and again under load, then looks whether anything was lost, doubled or left open. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const upstream = await startFastUpstream({ port: 0, delayMs: 15, eventDelayMs: 4 });
  using home = createGatewayHome({ yaml: chaosYaml(`http://127.0.0.1:${upstream.port}/v1`) });
  const acknowledged: Acknowledged[] = [];
  const load = startLoad({ options, acknowledged });
  for (let kill = 1; kill <= options.kills; kill++) {
    const gateway = await home.start();
    load.aimAt(gateway);
    await wait(options.random() * options.longestLifeMs);
    load.aimAt(undefined);
    gateway.signal('SIGKILL');
    await gateway.exited;
    options.onKill?.(kill);
  }
  const { sent } = await load.stop();
  await restartUntilSwept(home);
  const result = await inspect({ dataDir: home.dataDir, acknowledged });
  await upstream.close();
  return { ...result, sent, acknowledged: acknowledged.length, upstreamCalls: upstream.requestCount };
}

function startLoad({ options, acknowledged }: { options: ChaosOptions; acknowledged: Acknowledged[] }) {
  let target: SpawnedGateway | undefined;
  let sent = 0;
  const running = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const url = target?.url;
    if (url === undefined) return;
    sent++;
    const call = sendOne({ url, random: options.random }).then((answer) => {
      if (answer) acknowledged.push(answer);
      running.delete(call);
    });
    running.add(call);
  }, 1_000 / options.requestsPerSecond);
  return {
    aimAt: (gateway: SpawnedGateway | undefined) => {
      target = gateway;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      return { sent };
    },
  };
}

/** The next start replays the journal and ends what is open; then it is stopped as an operator would. */
async function restartUntilSwept(home: ReturnType<typeof createGatewayHome>): Promise<void> {
  const gateway = await home.start();
  const lastMoment = performance.now() + SWEPT_WITHIN_MS;
  while (performance.now() < lastMoment && (await openAttempts(home.dataDir)) > 0) await wait(200);
  gateway.signal('SIGTERM');
  await gateway.exited;
}

async function openAttempts(dataDir: string): Promise<number> {
  const store = await openSqliteStore({ dataDir });
  const open = await store.openAttempts();
  await store.close();
  return open.length;
}

async function inspect({ dataDir, acknowledged }: { dataDir: string; acknowledged: readonly Acknowledged[] }) {
  const store = await openSqliteStore({ dataDir });
  const lost: string[] = [];
  for (const { requestId, costNanoUsd } of acknowledged) {
    const record = await store.findRequest({ requestId });
    if (record === undefined) lost.push(`${requestId}: not in the log`);
    else if (costNanoUsd !== undefined && record.costNanoUsd !== costNanoUsd) {
      lost.push(`${requestId}: the answer says ${costNanoUsd}, the log ${record.costNanoUsd}`);
    }
  }
  const workspaceId = (await store.readDefinitions()).workspaces[0]?.id ?? '';
  const balances = await store.ledger.balances({ workspaceId });
  let recorded = 0;
  let interrupted = 0;
  let attempts = 0;
  for (let beforeId: string | undefined; ; ) {
    const page = await store.listRequests({ limit: 2_000, beforeId });
    recorded += page.length;
    interrupted += page.filter(({ outcome }) => outcome === 'interrupted').length;
    attempts += page.reduce((sum, record) => sum + record.attempts.length, 0);
    beforeId = page.at(-1)?.id;
    if (page.length < 2_000) break;
  }
  const result = {
    lost,
    recorded,
    interrupted,
    attempts,
    openAttempts: (await store.openAttempts()).length,
    heldNanoUsd: balances.held,
    spentNanoUsd: balances.spent,
    problems: await store.ledger.verify(),
  };
  await store.close();
  return result;
}

function chaosYaml(baseUrl: string): string {
  const model = '{ id: m, capabilities: [chat], prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }';
  const connection = (name: string, access: string) =>
    `  - { name: ${name}, provider: openai-compatible, access: ${access}, api_key: upstream-secret-of-all, base_url: "${baseUrl}", models: [${model}] }`;
  const key = ({ name, secret }: (typeof CHAOS_KEYS)[number]) =>
    `  - { name: ${name}, route: ${name}, secret: ${secret}, budget: { usd: 1000, window: month } }`;
  return `version: 1
workspace: { name: acme, credits_usd: 1000, budget: { usd: 5000, window: total } }
connections:
${connection('own', 'byok')}
${connection('house', 'platform')}
routes:
  - { name: own, attempts: [{ connection: own, model: m }] }
  - { name: house, attempts: [{ connection: house, model: m }] }
keys:
${CHAOS_KEYS.map(key).join('\n')}
`;
}
