import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { createGatewayHome, type SpawnedGateway } from '../support/spawn-gateway.ts';
import { callApi } from './call-api.ts';

export interface TwoProcessesOptions {
  readonly databaseUrl: string;
  /** All of them together, through both processes. */
  readonly requestsPerSecond: number;
  readonly publications: number;
  readonly rollbacks: number;
  readonly revocations: number;
  /** Between one change and the next, ms. */
  readonly everyMs: number;
}

type Side = 'A' | 'B';

interface Asked {
  readonly side: Side;
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  readonly status: number;
  /** As the answer says. */
  readonly version: number;
  readonly requestId: string;
}

/** How long after the API's answer something was so, ms. */
interface Lag {
  readonly side: Side;
  /** Until the end of the first request that the new version answered. */
  readonly firstNewMs: number;
  /** Until the last request was sent that the version before still answered; below zero: none was. */
  readonly lastOldMs: number;
}

export interface TwoProcessesResult {
  readonly asked: number;
  readonly failed: readonly Asked[];
  /** Answers and records in which something of another version stands. */
  readonly mixed: readonly string[];
  readonly records: number;
  readonly versionsServed: number;
  readonly lags: readonly Lag[];
  /** Until a revoked key was refused, by process, ms. */
  readonly refusedMs: readonly { readonly side: Side; readonly ms: number }[];
  readonly streamsEndedMs: readonly { readonly side: Side; readonly ms: number }[];
}

const ASK = { messages: [{ role: 'user', content: 'Count.' }] };
/** Goes on until somebody ends it. */
const LONG = { messages: [{ role: 'user', content: 'sandbox:endless' }], stream: true };
const LAST_CHANGE_LIVE_MS = 1_200;

/**
 * Two gateways on one Postgres: everything is changed through the API of one of them while both serve. The first attempt
 * of every version fails, so that each request has more than one of its attempts to show.
 */
export async function runTwoProcesses(options: TwoProcessesOptions): Promise<TwoProcessesResult> {
  const upstream = await startFakeUpstream();
  upstream.script({ status: 500, body: { error: { message: 'no' } } });
  const adminToken = `lkadm_${randomBytes(24).toString('hex')}`;
  const env = {
    DATABASE_URL: options.databaseUrl,
    LATENTKIT_ADMIN_TOKEN: adminToken,
    LATENTKIT_MASTER_KEY: randomBytes(32).toString('base64'),
    LATENTKIT_EGRESS_ALLOW: '127.0.0.1/32',
  };
  const yaml = 'version: 1\nworkspace: acme\n';
  using homeA = createGatewayHome({ yaml });
  using homeB = createGatewayHome({ yaml });
  await using a = await homeA.start({ env });
  await using b = await homeB.start({ env });
  try {
    return await underLoad({ options, sides: { A: a, B: b }, adminToken, upstreamUrl: upstream.url });
  } finally {
    await upstream.close();
  }
}

interface Rig {
  readonly options: TwoProcessesOptions;
  readonly sides: Readonly<Record<Side, SpawnedGateway>>;
  readonly adminToken: string;
  readonly upstreamUrl: string;
}

async function underLoad(rig: Rig): Promise<TwoProcessesResult> {
  const { options, sides } = rig;
  const api = callApi({ url: sides.A.url, token: rig.adminToken });
  const [workspace] = (await api({ path: '/workspaces' })).data;
  const at = `/workspaces/${workspace.id}`;
  await api({ path: `${at}/connections`, body: brokenConnection(rig.upstreamUrl) });
  await api({ path: `${at}/connections`, body: { name: 'sandbox', provider: 'sandbox' } });
  const route = await api({ path: `${at}/routes`, body: { name: 'changing', draft: specOf(1) } });
  const routeAt = `${at}/routes/${route.id}`;
  await api({ path: `${routeAt}/publish`, body: {} });
  const key = await api({ path: `${at}/keys`, body: { name: 'steady', route_id: route.id } });
  const short: { readonly id: string; readonly secret: string }[] = [];
  for (let number = 1; number <= options.revocations; number++) {
    short.push(await api({ path: `${at}/keys`, body: { name: `short ${number}`, route_id: route.id } }));
  }
  await untilKnown({ sides, secrets: [key, ...short].map(({ secret }) => secret) });

  const load = startLoad({ sides, secret: key.secret, everyMs: 1_000 / options.requestsPerSecond });
  const changes: { readonly version: number; readonly atMs: number }[] = [];
  const ended: Promise<Pick<TwoProcessesResult, 'refusedMs' | 'streamsEndedMs'>>[] = [];
  const total = options.publications + options.rollbacks;
  let newest = 1;
  for (let change = 1; change <= total; change++) {
    await wait(options.everyMs);
    const isRollback = change % Math.round(total / Math.max(1, options.rollbacks)) === 0;
    if (isRollback) {
      await api({ path: `${routeAt}/rollback`, body: { version: newest - 1 } });
      changes.push({ version: newest - 1, atMs: performance.now() });
    } else {
      newest++;
      await api({ method: 'PUT', path: `${routeAt}/draft`, body: specOf(newest) });
      const { version } = await api({ path: `${routeAt}/publish`, body: {} });
      if (version !== newest) throw new Error(`version ${version} was published, not ${newest}`);
      changes.push({ version: newest, atMs: performance.now() });
    }
    const revoked = change % Math.ceil(total / Math.max(1, options.revocations)) === 1 ? short.pop() : undefined;
    if (revoked !== undefined) {
      const revoke = () => api({ path: `${at}/keys/${revoked.id}/revoke`, method: 'POST' });
      ended.push(revokeUnderWay({ sides, secret: revoked.secret, revoke }));
    }
  }
  await wait(LAST_CHANGE_LIVE_MS);
  const revocations = await Promise.all(ended);
  const asked = await load.stop();
  const records = await mixedRecords({ databaseUrl: options.databaseUrl, asked });
  return {
    asked: asked.length,
    failed: asked.filter(({ status }) => status !== 200),
    mixed: records.mixed,
    records: records.count,
    versionsServed: new Set(asked.map(({ version }) => version)).size,
    lags: changes.flatMap((change, index) => {
      const untilMs = changes[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      return (['A', 'B'] as const).map((side) => lagOf({ side, change, untilMs, asked }));
    }),
    refusedMs: revocations.flatMap(({ refusedMs }) => refusedMs),
    streamsEndedMs: revocations.flatMap(({ streamsEndedMs }) => streamsEndedMs),
  };
}

function specOf(version: number): object {
  return {
    attempts: [
      { connection: 'broken', model: `v${version}-first` },
      { connection: 'sandbox', model: `v${version}-second` },
    ],
  };
}

function brokenConnection(url: string): object {
  return {
    name: 'broken',
    provider: 'openai-compatible',
    base_url: `${url}/v1`,
    credential: { api_key: 'upstream-secret-of-all' },
  };
}

/** Of one process, between the API's answer and the next change. Nothing of the new version seen: infinity. */
function lagOf(input: {
  readonly side: Side;
  readonly change: { readonly version: number; readonly atMs: number };
  readonly untilMs: number;
  readonly asked: readonly Asked[];
}): Lag {
  const { side, change, untilMs, asked } = input;
  const seen = asked.filter((one) => one.side === side && one.sentAtMs <= untilMs && one.endedAtMs >= change.atMs);
  const fresh = seen.filter(({ version }) => version === change.version).map(({ endedAtMs }) => endedAtMs);
  const stale = seen.filter(({ version }) => version !== change.version).map(({ sentAtMs }) => sentAtMs);
  return {
    side,
    firstNewMs: Math.min(...fresh) - change.atMs,
    lastOldMs: Math.max(...stale) - change.atMs,
  };
}

async function untilKnown({
  sides,
  secrets,
}: {
  readonly sides: Rig['sides'];
  readonly secrets: readonly string[];
}): Promise<void> {
  for (const { url } of Object.values(sides)) {
    for (const secret of secrets) while ((await statusOf({ url, secret })) !== 200) await wait(20);
  }
}

async function statusOf({ url, secret }: { readonly url: string; readonly secret: string }): Promise<number> {
  const response = await fetch(`${url}/v1/whoami`, { headers: { Authorization: `Bearer ${secret}` } });
  await response.arrayBuffer();
  return response.status;
}

function startLoad({
  sides,
  secret,
  everyMs,
}: {
  readonly sides: Rig['sides'];
  readonly secret: string;
  readonly everyMs: number;
}) {
  const asked: Asked[] = [];
  const running = new Set<Promise<void>>();
  let next: Side = 'A';
  const timer = setInterval(() => {
    const side = next;
    next = side === 'A' ? 'B' : 'A';
    const call: Promise<void> = ask({ side, url: sides[side].url, secret }).then((one) => {
      asked.push(one);
      running.delete(call);
    });
    running.add(call);
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      return asked;
    },
  };
}

async function ask({ side, url, secret }: { side: Side; url: string; secret: string }): Promise<Asked> {
  const sentAtMs = performance.now();
  try {
    const response = await send({ url, secret, body: ASK });
    // A body without a version counts as one of no version, which no record has.
    const { version = 0 } = JSON.parse(await response.text()).route ?? {};
    const requestId = response.headers.get('x-lk-request-id') ?? '';
    return { side, sentAtMs, endedAtMs: performance.now(), status: response.status, version, requestId };
  } catch (cause) {
    return { side, sentAtMs, endedAtMs: performance.now(), status: 0, version: 0, requestId: String(cause) };
  }
}

function send({ url, secret, body }: { url: string; secret: string; body: object }): Promise<Response> {
  return fetch(`${url}/v1/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Revokes a key with a stream running on each process, and waits until everything of it has ended. */
async function revokeUnderWay(input: {
  readonly sides: Rig['sides'];
  readonly secret: string;
  readonly revoke: () => Promise<unknown>;
}) {
  const { sides, secret, revoke } = input;
  const names = ['A', 'B'] as const;
  const streams = await Promise.all(names.map((side) => send({ url: sides[side].url, secret, body: LONG })));
  const endedAtMs = streams.map(async (stream) => {
    await stream.text().catch(() => '');
    return performance.now();
  });
  await revoke();
  const atMs = performance.now();
  const refused = names.map(async (side) => {
    while ((await statusOf({ url: sides[side].url, secret })) !== 401) await wait(20);
    return { side, ms: performance.now() - atMs };
  });
  const ended = endedAtMs.map(async (endedAt, index) => ({ side: names[index] ?? 'A', ms: (await endedAt) - atMs }));
  return { refusedMs: await Promise.all(refused), streamsEndedMs: await Promise.all(ended) };
}

/** Reads the request log itself, once all of it is there: what is not of the version that the answer said. */
async function mixedRecords({
  databaseUrl,
  asked,
}: {
  readonly databaseUrl: string;
  readonly asked: readonly Asked[];
}): Promise<{ readonly count: number; readonly mixed: string[] }> {
  const answered = new Map(asked.map(({ requestId, version }) => [requestId, version]));
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const count = async () => Number((await client.query('select count(*) as n from requests')).rows[0]?.n);
    for (let before = -1, now = await count(); now !== before; before = now, now = await count()) await wait(700);
    const { rows } = await client.query(
      `select r.id, r.route_version as version, r.skipped, string_agg(a.model, ',') as models
       from requests r left join attempts a on a.request_id = r.id where r.endpoint = '/v1/chat' group by r.id`,
    );
    const mixed = rows.filter(({ id, version, skipped, models }) => {
      if ((answered.get(id) ?? version) !== version) return true;
      const named = `${skipped ?? ''} ${models ?? ''}`.match(/v\d+-(?:first|second)/g) ?? [];
      return named.length !== 2 || named.some((model) => !model.startsWith(`v${version}-`));
    });
    return { count: rows.length, mixed: mixed.map((row) => JSON.stringify(row)) };
  } finally {
    await client.end();
  }
}
