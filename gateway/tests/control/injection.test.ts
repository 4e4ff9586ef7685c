import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Act } from '../../src/control/api/act.ts';
import { ACTS } from '../../src/control/api/acts.ts';
import { readId } from '../../src/domain/ids.ts';
import { findPostgres, startTestPostgres } from '../support/start-test-postgres.ts';
import { asPathPart, HOSTILE_TEXTS, MEGABYTE, UNSTORABLE_TEXTS } from './hostile-texts.ts';
import { sampleInput } from './sample-input.ts';
import { ADMIN_TOKEN, type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { openTableReader, type TableContents, type TableReader } from './table-contents.ts';
import { giveToken } from './two-workspaces.ts';

/** Kept beside the acts: whoever is not named by a request is not touched by it. */
const BYSTANDER = 'bystander-of-the-corpus';
const SLOW_MS = 3_000;
const AT_ONCE = 6;
/** What any write may add to, beside the table of its object. */
const OF_EVERY_WRITE = ['audit_log', 'events', 'webhook_deliveries'];
/** What the gateway's own jobs write: refusals of addresses that are none, and tries of the webhook. */
const OF_JOBS = [
  'requests',
  'attempts',
  'open_attempts',
  'request_contents',
  'usage_dirty',
  'usage_sums',
  'webhook_attempts',
];
/** What a schema cannot say: one of these fields has to be there. */
const ALSO: Readonly<Record<string, object>> = {
  createBudget: { workspace: true },
  saveSsoProvider: { client_secret: 'hidden-enough' },
};

interface Sent {
  readonly where: string;
  readonly path: string;
  readonly body?: unknown;
}

interface Rig {
  readonly control: ControlPlaneUnderTest;
  readonly tables: TableReader;
  readonly ids: Readonly<Record<string, string>>;
  readonly known: Readonly<Record<string, unknown>>;
  /** For what an administrator of the installation may not do. */
  readonly memberToken: string;
}

async function startRig(databaseUrl?: string): Promise<Rig & AsyncDisposable> {
  const control = await startControlPlane({
    everywhere: [...HOSTILE_TEXTS, ...UNSTORABLE_TEXTS],
    yaml: 'version: 1\nworkspace: { name: acme, content_logging: { retention: 1d } }\n',
    ...(databaseUrl === undefined ? undefined : { settingsEnv: { DATABASE_URL: databaseUrl } }),
  });
  const make = async (path: string, body: object = {}, method = 'POST') => {
    const answer = await control.call({ method, path, body, ifMatch: '*' });
    expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  const at = `/workspaces/${control.workspaceId}`;
  const attempts = [{ connection: 'sandbox', model: 'sandbox' }];
  await make('/plans', { name: 'known' });
  const other = await make('/workspaces', { name: BYSTANDER });
  const beside = `/workspaces/${other.id}`;
  const connection = await make(`${at}/connections`, { name: 'sandbox', provider: 'sandbox', models: ['sandbox'] });
  const webhook = { name: 'known', url: 'https://hooks.invalid/' };
  for (const place of [at, beside]) {
    await make(`${place}/budgets`, { name: 'known', workspace: true, usd: 5, window: 'month' });
    await make(`${place}/keys`, { name: place === at ? 'known' : BYSTANDER });
    await make(`${place}/invitations`, { email: `${BYSTANDER}@example.com`, role: 'viewer' });
  }
  const route = await make(`${at}/routes`, { name: 'known', draft: { attempts } });
  await make(`${at}/routes/${route.id}/publish`, {});
  await make(`${at}/routes/${route.id}/draft`, { attempts }, 'PUT');
  const key = await make(`${at}/keys`, { name: 'for all', route_id: route.id });
  const requestId = await askOnce({ control, secret: key.secret });
  const budget = await make(`${at}/budgets`, { name: 'for all', tag: 'x', usd: 5, window: 'month' });
  const token = await make(`${at}/service-tokens`, {
    name: 'known',
    scopes: ['workspace.read'],
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const invitation = await make(`${at}/invitations`, { email: 'known@example.com', role: 'viewer' });
  const hook = await make(`${at}/webhooks`, webhook);
  const tables = await openTableReader({ dataDir: control.gateway.dataDir, databaseUrl });
  return {
    control,
    tables,
    ids: {
      workspaceId: control.workspaceId,
      connectionId: connection.id,
      routeId: route.id,
      keyId: key.id,
      budgetId: budget.id,
      tokenId: token.id,
      invitationId: invitation.id,
      webhookId: hook.id,
      deliveryId: 'whd_1',
      personId: 'usr_0',
      planName: 'known',
      providerName: 'known',
      version: '1',
      requestId,
    },
    known: {
      provider: 'sandbox',
      issuer: 'http://localhost:9',
      url: 'https://hooks.invalid/',
      route_id: route.id,
      plan: 'known',
      connection: 'sandbox',
      model: 'sandbox',
      workspace_id: control.workspaceId,
      workspace: true,
      confirm: 'acme',
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
      endpoint: '/v1/chat',
    },
    memberToken: await giveToken({
      gateway: control.gateway,
      databaseUrl,
      workspace: readId({ kind: 'ws', text: control.workspaceId }),
      scopes: ['contents.read', 'contents.replay', 'contents.delete'],
    }),
    async [Symbol.asyncDispose]() {
      await tables[Symbol.asyncDispose]();
      await control[Symbol.asyncDispose]();
    },
  };
}

/** A request whose content is kept, once the gateway knows its key. */
async function askOnce({ control, secret }: { control: ControlPlaneUnderTest; secret: string }): Promise<string> {
  const body = { messages: [{ role: 'user', content: 'known' }] };
  for (;;) {
    const answer = await control.gateway.post('/v1/chat', body, { Authorization: `Bearer ${secret}` });
    await answer.body?.cancel();
    if (answer.status === 200) return answer.headers.get('x-lk-request-id') ?? '';
    await wait(50);
  }
}

function addressOf({ act, rig, with: changed = {} }: { act: Act; rig: Rig; with?: Record<string, string> }): string {
  return act.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = changed[name] ?? rig.ids[name];
    if (value === undefined) throw new Error(`injection.test.ts has no object for the parameter ${name} of ${act.id}`);
    return value;
  });
}

/** What an act is asked with nothing wrong in it, and with each text at each place. */
function* requestsOf({ act, rig, texts }: { act: Act; rig: Rig; texts: readonly string[] }): Generator<Sent> {
  const path = addressOf({ act, rig });
  const body = act.body && sampleInput({ schema: act.body, known: rig.known, also: { ...ALSO[act.id] } });
  const query = sampleInput({ schema: act.query, known: rig.known });
  const given = body === undefined ? undefined : { body: body.sample };
  for (const text of texts) {
    for (const place of body?.places ?? []) yield { where: place.path, path, body: place.put(text) };
    // Only what an address may hold: a megabyte is no address.
    if (text === MEGABYTE) continue;
    for (const place of query.places) {
      yield { where: `?${place.path}`, path: `${path}?${place.path.slice(1)}=${asPathPart(text)}`, ...given };
    }
    for (const [, name = ''] of act.path.matchAll(/\{(\w+)\}/g)) {
      if (text === '') continue;
      // The same few lines read it for every act.
      if (name === 'workspaceId' && texts.indexOf(text) % 5 !== 0) continue;
      yield { where: `/${name}`, path: addressOf({ act, rig, with: { [name]: asPathPart(text) } }), ...given };
    }
  }
}

/** Reads first, and last what takes away the object that others need. */
function rank({ id, isRead, method }: Act): number {
  if (isRead) return 0;
  if (id === 'deleteWorkspace') return 4;
  if (method === 'delete' || /^(?:revoke|remove|suspend)/.test(id)) return 3;
  return method === 'post' ? 1 : 2;
}

async function runCorpus({ rig, texts }: { rig: Rig; texts: readonly string[] }): Promise<readonly string[]> {
  const problems: string[] = [];
  let before = await rig.tables.read({ rowsWith: BYSTANDER });
  const bystander = before.rowsWith;
  for (const act of [...ACTS].sort((left, right) => rank(left) - rank(right))) {
    const { sample } = act.body
      ? sampleInput({ schema: act.body, known: rig.known, also: { ...ALSO[act.id] } })
      : { sample: undefined };
    const accepted = await ask({ act, rig, sent: { where: '', path: addressOf({ act, rig }), body: sample } });
    problems.push(...accepted.problems);
    const usual = await rig.tables.read({ rowsWith: BYSTANDER });
    const touched = new Set([
      ...OF_JOBS,
      ...changedTables({ before, after: usual }),
      ...(act.isRead ? [] : OF_EVERY_WRITE),
    ]);
    const queue = requestsOf({ act, rig, texts });
    const asking = Array.from({ length: AT_ONCE }, async () => {
      for (const sent of queue) problems.push(...(await ask({ act, rig, sent })).problems);
    });
    await Promise.all(asking);
    const after = await rig.tables.read({ rowsWith: BYSTANDER });
    for (const table of changedTables({ before: usual, after })) {
      if (!touched.has(table)) problems.push(`${act.id} changed ${table}`);
    }
    before = after;
  }
  const inTheEnd = (await rig.tables.read({ rowsWith: BYSTANDER })).rowsWith;
  for (const [table, digest] of bystander) {
    if (table === 'audit_log') continue;
    if (inTheEnd.get(table) !== digest) problems.push(`rows of somebody else changed in ${table}`);
  }
  return problems;
}

function changedTables({ before, after }: { before: TableContents; after: TableContents }): readonly string[] {
  return [...after.counts].filter(([name, count]) => before.counts.get(name) !== count).map(([name]) => name);
}

async function ask({ act, rig, sent }: { act: Act; rig: Rig; sent: Sent }): Promise<{ problems: readonly string[] }> {
  const from = performance.now();
  const { status, headers, body } = await rig.control.call({
    method: act.method.toUpperCase(),
    path: sent.path,
    ...(sent.body === undefined ? undefined : { body: sent.body }),
    ...(act.isRead ? undefined : { ifMatch: '*' }),
    ...(act.permission.startsWith('contents.') ? { token: rig.memberToken } : undefined),
  });
  const took = performance.now() - from;
  const seen = `${act.id} ${sent.where} ${JSON.stringify(sent.body ?? sent.path)?.slice(0, 200)}`;
  const isInjected = headers.has('x-injected') || headers.getSetCookie().length > 0;
  return {
    problems: [
      ...(status >= 500 ? [`${status} ${JSON.stringify(body).slice(0, 300)}: ${seen}`] : []),
      ...(isInjected ? [`a header was injected: ${seen}`] : []),
      ...(headers.get('content-disposition')?.includes('injected') ? [`a file name was injected: ${seen}`] : []),
      ...(took > SLOW_MS ? [`${Math.round(took)} ms: ${seen}`] : []),
    ],
  };
}

/** The addresses for people, each field of each: what of them broke. */
async function askIdentity({ rig, text }: { rig: Rig; text: string }): Promise<readonly string[]> {
  const person = { name: 'x', email: 'x@example.com', password: 'a-long-enough-passphrase-42' };
  const bodies: Readonly<Record<string, object>> = {
    claim: { ...person, setup_token: 't' },
    register: { name: 'x', password: person.password, invitation_token: 't' },
    'sign-in/email': { email: person.email, password: person.password },
    'reset-password': { token: 't', new_password: person.password },
    'request-password-reset': { email: person.email },
    'sign-in/social': { provider: 'known', return_to: '/' },
    'two-factor/verify-totp': { code: '1' },
    'passkey/verify-authentication': { response: { id: 'x' } },
  };
  const broken: string[] = [];
  for (const [path, body] of Object.entries(bodies)) {
    for (const field of Object.keys(body)) {
      const sent = { ...body, [field]: text };
      const answer = await rig.control.call({ method: 'POST', path: `/auth/${path}`, body: sent, token: '' });
      if (answer.status >= 500) broken.push(`${answer.status} ${path} ${JSON.stringify(sent).slice(0, 200)}`);
    }
  }
  return broken;
}

describe('whatever text stands in a field, a query, a path', () => {
  test('no act breaks, is slow, touches another table or somebody else’s rows (SQLite)', async () => {
    await using rig = await startRig();
    expect(await runCorpus({ rig, texts: HOSTILE_TEXTS })).toEqual([]);
  }, 180_000);

  test('a megabyte in any field is refused or kept, at once (SQLite)', async () => {
    await using rig = await startRig();
    expect(await runCorpus({ rig, texts: [MEGABYTE] })).toEqual([]);
  }, 120_000);

  const postgres = findPostgres();
  test.skipIf(!postgres.found && process.env.CI !== 'true')(
    'what a database refuses is refused before it (Postgres)',
    async () => {
      if (!postgres.found) return expect.fail(postgres.reason);
      const server = await startTestPostgres(postgres);
      try {
        await using rig = await startRig(await server.createDatabase());
        expect(await runCorpus({ rig, texts: [...UNSTORABLE_TEXTS, MEGABYTE] })).toEqual([]);
        for (const text of UNSTORABLE_TEXTS) expect(await askIdentity({ rig, text })).toEqual([]);
      } finally {
        await server.stop();
      }
    },
    180_000,
  );
});

test('whatever text is sent as a credential, it is none', async () => {
  await using control = await startControlPlane();
  // A header takes no other characters: those stand in the tests of raw requests.
  const sendable = HOSTILE_TEXTS.filter((text) => text !== '' && /^[\x20-\x7e]{1,4000}$/.test(text));
  const values = sendable.flatMap((text) => [text, `lkadm_${text}`, `${ADMIN_TOKEN}${text}`, `lk_live_${text}`]);
  for (const token of values) {
    const { status, body } = await control.call({ path: '/workspaces', token });
    expect([token, status, body.error]).toEqual([token, 401, 'sign_in_required']);
    const task = await control.gateway.get('/v1/whoami', { Authorization: `Bearer ${token}` });
    expect([token, task.status]).toEqual([token, 401]);
    await task.body?.cancel();
  }
});
