import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import { readSettings } from '../../src/main/read-settings.ts';
import type { StartInput } from '../../src/main/start-gateway.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { startWatchedGateway } from '../leaks/start-watched-gateway.ts';
import { json } from '../scenarios/start-test-gateway.ts';
import { startDeafServer } from '../support/start-deaf-server.ts';
import { type Ask, type CauseCase, HELLO, type Places, type Sender } from './cause-case.ts';

export const ADMIN_TOKEN = 'lkadm_0123456789abcdef0123456789abcdef';

export interface CaseGateway extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly upstream: FakeUpstream;
  /** What the gateway logged. */
  readonly logged: readonly string[];
  /** Stops it, as a signal would. Only the first call counts. */
  stop(): Promise<void>;
  senderOf(cause: Pick<CauseCase, 'name'>): Sender;
  diagnosisOf(requestId: string, authorization?: string): Promise<Diagnosis>;
}

interface CaseGatewayInput extends Pick<StartInput, 'clock' | 'timings' | 'checkpoint'> {
  readonly cases: readonly CauseCase[];
  readonly workspace?: string;
  readonly plans?: string;
  readonly budgets?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One gateway for many cases, each with a connection, a route and a key of its own. */
export async function startCaseGateway({
  cases,
  workspace = '',
  plans = '',
  budgets = '',
  env = { LATENTKIT_ADMIN_TOKEN: ADMIN_TOKEN, LATENTKIT_MAX_BODY_MIB: '1' },
  ...injected
}: CaseGatewayInput): Promise<CaseGateway> {
  const upstream = await startFakeUpstream();
  const selfSigned = await startFakeUpstream({ tls: 'self_signed' });
  const closed = await startFakeUpstream();
  await closed.close();
  const deaf = await startDeafServer();
  const behaviours = new Map(cases.map(({ name, behaviour }) => [name, behaviour]));
  upstream.script((request) => behaviours.get(String(request.headers['x-case'])) ?? {});

  const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-diagnosis-'));
  const config = join(dataDir, 'latentkit.yaml');
  const places = { upstream: upstream.url, selfSigned: selfSigned.url, closed: closed.url, deaf: deaf.url };
  writeFileSync(config, yamlOf({ cases, workspace, plans, budgets, places }));
  const settings = readSettings({ env, flags: { port: '0', data: dataDir, config } });
  const gateway = await startWatchedGateway({ settings, env, ...injected });
  await changeDefinitions({ dataDir, cases });

  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= gateway.close({ withinMs: 500 });
    return stopped;
  };
  return {
    url: gateway.url,
    dataDir,
    upstream,
    logged: gateway.logged,
    stop,
    senderOf: ({ name }) => createSender({ url: gateway.url, secret: secretOf(name) }),
    diagnosisOf: async (requestId, authorization = `Bearer ${ADMIN_TOKEN}`) => {
      const path = `${gateway.url}/api/requests/${requestId}/diagnosis`;
      const response = await fetch(path, { headers: { Authorization: authorization } });
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      return json(response);
    },
    async [Symbol.asyncDispose]() {
      try {
        await stop();
      } finally {
        await Promise.all([upstream, selfSigned, deaf].map((server) => server.close()));
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

export function secretOf(name: string): string {
  const prefix = name.startsWith('ide_') ? 'lkia' : `lk_${name === 'sandboxed' ? 'test' : 'live'}`;
  return `${prefix}_${name}_0123456789abcdef01234567`;
}

interface YamlInput {
  readonly cases: readonly CauseCase[];
  readonly workspace: string;
  readonly plans: string;
  readonly budgets: string;
  readonly places: Places;
}

const MODEL =
  '{ id: m, capabilities: [chat, tools, json, vision, embeddings, image_generation], context_window: 128000, prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }';

function yamlOf({ cases, workspace, plans, budgets, places }: YamlInput): string {
  const part = (text: string | undefined) => (text === undefined ? '' : `, ${text}`);
  const connections = cases.map(({ name, provider = 'openai-compatible', baseUrl, model = MODEL, connection }) => {
    const url = baseUrl?.(places) ?? `${places.upstream}/v1`;
    return `  - { name: ${name}, provider: ${provider}, api_key: upstream-secret-${name}-of-its-own, base_url: "${url}", headers: { x-case: ${name} }, models: [${model}]${part(connection)} }`;
  });
  const routes = cases.map(
    ({ name, attempt, attempts, route }) =>
      `  - { name: ${name}, attempts: [${attempts ?? `{ connection: ${name}, model: m${part(attempt)} }`}]${part(route)} }`,
  );
  const keys = cases.map(
    ({ name, key }) => `  - { name: ${name}, route: ${name}, secret: ${secretOf(name)}${part(key)} }`,
  );
  return [
    'version: 1',
    `workspace: { name: acme${workspace === '' ? '' : `, ${workspace}`} }`,
    ...(plans === '' ? [] : [`plans: [${plans}]`]),
    ...(budgets === '' ? [] : [`budgets: [${budgets}]`]),
    'connections:',
    ...connections,
    'routes:',
    ...routes,
    'keys:',
    ...keys,
  ].join('\n');
}

/** What no file can say is written beside the running gateway, which notices it by itself. */
async function changeDefinitions({ dataDir, cases }: { dataDir: string; cases: readonly CauseCase[] }): Promise<void> {
  const changing = cases.filter(({ change }) => change !== undefined);
  if (changing.length === 0) return;
  const store = await openSqliteStore({ dataDir });
  try {
    await store.write({
      actor: { kind: 'setup' },
      work: async (writes) => {
        for (const { name, change } of changing) await change?.({ writes, definitions: await writes.read(), name });
      },
    });
  } finally {
    await store.close();
  }
  // The gateway looks five times a second.
  await new Promise((resolve) => setTimeout(resolve, 600));
}

function createSender({ url, secret }: { url: string; secret: string }): Sender {
  return {
    url,
    secret,
    async ask({ path = '/v1/chat', method = 'POST', body = HELLO, headers = {} }: Ask = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(url + path, {
        method,
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}`, ...headers },
        ...(method === 'GET' ? {} : { body: text }),
      });
      await response.text();
      return response.headers.get('x-lk-request-id') ?? '';
    },
    raw: (bytes) =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
        socket.on('data', (chunk) => {
          answer += chunk.toString('latin1');
        });
        socket.on('close', () => resolve(/X-LK-Request-ID: (\S+)/i.exec(answer)?.[1] ?? ''));
        socket.on('error', reject);
      }),
  };
}
