import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { SERVER_TIMINGS } from '../../src/dataplane/server-options.ts';
import type { CauseCode } from '../../src/diagnosis/causes/all-causes.ts';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { buildRequestRecord } from '../support/build-request-record.ts';
import { createGatewayHome } from '../support/spawn-gateway.ts';
import type { CauseCase } from './cause-case.ts';
import { runCommandOn } from './run-command-on.ts';
import { ADMIN_TOKEN, type CaseGateway, startCaseGateway } from './start-case-gateway.ts';

/** Causes that need a gateway of their own: it is broken, stopped or killed for them. */
const CASE: CauseCase = { name: 'plain', code: null, fix: [], would: 'yes' };

let gateway: CaseGateway | undefined;
afterEach(async () => {
  await gateway?.[Symbol.asyncDispose]();
  gateway = undefined;
});

interface Told {
  readonly diagnosis: Pick<Diagnosis, 'root_cause' | 'fix' | 'would_work_now'>;
  readonly code: CauseCode;
  readonly fix: readonly string[];
  readonly would: Diagnosis['would_work_now']['answer'];
}

function expectCause({ diagnosis, code, fix, would }: Told): void {
  expect(diagnosis).toMatchObject({ root_cause: { code }, would_work_now: { answer: would } });
  const steps = diagnosis.fix.map(({ text, exact }) => `${text} ${exact}`).join('\n');
  for (const words of fix) expect(steps).toContain(words);
}

/** As the command line tells it of a data folder, where no gateway may run any more. */
async function explained(dataDir: string, requestId: string): Promise<Diagnosis> {
  const { out, code } = await runCommandOn({ dataDir, args: ['explain', requestId, '--json'] });
  expect(code, out).toBe(0);
  return JSON.parse(out);
}

test.each([
  ['whose headers never end', ''],
  ['that stops in its body', 'Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{"mess'],
])('request_not_sent_in_time: a request %s', async (_name, rest) => {
  const timings = { ...SERVER_TIMINGS, requestMs: 600 };
  gateway = await startCaseGateway({ cases: [CASE], timings });
  const { raw, secret } = gateway.senderOf(CASE);
  const requestId = await raw(`POST /v1/chat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\n${rest}`);
  const diagnosis = await gateway.diagnosisOf(requestId);
  expectCause({ diagnosis, code: 'request_not_sent_in_time', fix: ['Content-Length'], would: 'unknown' });
});

/** Takes a table away while something is done, so that the database fails for whatever needs it. */
async function withoutTable<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const rename = (from: string, to: string) => {
    const database = new DatabaseSync(join(gateway?.dataDir ?? '', 'latentkit.db'), { timeout: 5_000 });
    database.exec(`alter table ${from} rename to ${to}`);
    database.close();
  };
  rename(name, 'taken_away');
  try {
    return await work();
  } finally {
    rename('taken_away', name);
  }
}

test('storage_unavailable: what a budget had spent cannot be read', async () => {
  const limited: CauseCase = { ...CASE, key: 'budget: { usd: 5, window: day }' };
  gateway = await startCaseGateway({ cases: [limited] });
  const { ask } = gateway.senderOf(limited);
  const requestId = await withoutTable('requests', () => ask());
  const diagnosis = await gateway.diagnosisOf(requestId);
  expectCause({ diagnosis, code: 'storage_unavailable', fix: ['latentkit doctor', 'Retry-After: '], would: 'yes' });
});

test('storage_for_idempotency: what was answered before cannot be read', async () => {
  gateway = await startCaseGateway({ cases: [CASE] });
  const { ask } = gateway.senderOf(CASE);
  const headers = { 'Idempotency-Key': 'one-key' };
  const requestId = await withoutTable('idempotent_requests', () => ask({ headers }));
  const diagnosis = await gateway.diagnosisOf(requestId);
  expectCause({ diagnosis, code: 'storage_for_idempotency', fix: ['latentkit doctor', 'Retry-After: '], would: 'yes' });
});

test('internal_error: a fault that nobody expected', async () => {
  let isBroken = false;
  const checkpoint = (place: string) => {
    if (isBroken && place === 'admit') throw new TypeError('a fault that nobody expected');
  };
  gateway = await startCaseGateway({ cases: [CASE], checkpoint });
  isBroken = true;
  const requestId = await gateway.senderOf(CASE).ask();
  isBroken = false;
  const diagnosis = await gateway.diagnosisOf(requestId);
  expectCause({
    diagnosis,
    code: 'internal_error',
    fix: [`what the gateway wrote to standard error`, requestId],
    would: 'unknown',
  });
  expect(gateway.logged.filter((line) => line.includes(requestId)).join()).toContain('a fault that nobody expected');
});

test('shutting_down: the gateway stopped before the provider had answered', async () => {
  const slow: CauseCase = { ...CASE, behaviour: { stallBeforeHeaders: true } };
  gateway = await startCaseGateway({ cases: [slow] });
  const asking = gateway.senderOf(slow).ask();
  await wait(200);
  await gateway.stop();
  const diagnosis = await explained(gateway.dataDir, await asking);
  expectCause({ diagnosis, code: 'shutting_down', fix: ['Retry-After: 1'], would: 'unknown' });
});

test('shutting_down: a request that came while the gateway stopped', async () => {
  const slow: CauseCase = { ...CASE, behaviour: { delayMs: 400 } };
  gateway = await startCaseGateway({ cases: [slow] });
  const { ask } = gateway.senderOf(slow);
  const first = ask();
  await wait(100);
  const stopping = gateway.stop();
  const late = await ask();
  await Promise.all([first, stopping]);
  const diagnosis = await explained(gateway.dataDir, late);
  expectCause({ diagnosis, code: 'shutting_down', fix: ['Send the request again'], would: 'unknown' });
});

test("interrupted: the gateway's process was killed while the request ran", async () => {
  await using upstream = { ...(await startFakeUpstream()), [Symbol.asyncDispose]: () => upstream.close() };
  upstream.script({ stallBeforeHeaders: true });
  const secret = `lk_live_${'a'.repeat(30)}`;
  using home = createGatewayHome({
    yaml: `version: 1
workspace: acme
connections:
  - { name: main, provider: openai-compatible, api_key: upstream-secret-of-all, base_url: "${upstream.url}/v1", models: [{ id: m, capabilities: [chat], prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 1 } }] }
routes:
  - { name: default, attempts: [{ connection: main, model: m }] }
keys:
  - { name: backend, route: default, secret: ${secret} }
`,
  });
  const killed = await home.start();
  const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' };
  const body = '{"messages": [{"role": "user", "content": "Hello"}]}';
  const asking = fetch(`${killed.url}/v1/chat`, { method: 'POST', headers, body }).catch(() => undefined);
  await expect.poll(() => upstream.requests.length).toBe(1);
  await killed[Symbol.asyncDispose]();
  await asking;
  await using restarted = await home.start();
  const { out } = await runCommandOn({ dataDir: home.dataDir, args: ['logs', '--json'] });
  const [newest = '{}'] = out.split('\n');
  const diagnosis = await explained(home.dataDir, JSON.parse(newest).id);
  expect(restarted.pid).not.toBe(killed.pid);
  expectCause({ diagnosis, code: 'interrupted', fix: ['Send the request again'], would: 'unknown' });
});

test('idempotency_answer_not_kept: the answer to be sent again is larger than what is kept', async () => {
  const large: CauseCase = { ...CASE, behaviour: { reply: { text: 'x'.repeat(9 * 1_048_576) } } };
  gateway = await startCaseGateway({ cases: [large] });
  const { ask } = gateway.senderOf(large);
  const headers = { 'Idempotency-Key': 'one-key' };
  await ask({ headers });
  const diagnosis = await gateway.diagnosisOf(await ask({ headers }));
  expectCause({
    diagnosis,
    code: 'idempotency_answer_not_kept',
    fix: ['Idempotency-Key', 'fewer at once'],
    would: 'no',
  });
});

test('no_operator_token: the gateway was started without one', async () => {
  gateway = await startCaseGateway({ cases: [CASE], env: {} });
  const { ask } = gateway.senderOf(CASE);
  const requestId = await ask({
    path: '/api/circuits',
    method: 'GET',
    headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  const diagnosis = await explained(gateway.dataDir, requestId);
  expectCause({
    diagnosis,
    code: 'no_operator_token',
    fix: ['LATENTKIT_ADMIN_TOKEN=lkadm_', 'latentkit doctor'],
    would: 'unknown',
  });
});

test('other_error: what a newer version refused, before this one was put back', async () => {
  gateway = await startCaseGateway({ cases: [CASE] });
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  const { workspaces, keys } = await store.readDefinitions();
  const record = buildRequestRecord({
    id: 'req_of_a_newer_version',
    workspaceId: workspaces[0]?.id,
    keyId: keys[0]?.id,
    outcome: 'failed',
    attempts: [],
    errorCode: 'refused_by_the_future',
    errorReason: 'somehow',
  });
  await store.appendRequests([record]);
  await store.close();
  const diagnosis = await gateway.diagnosisOf(record.id);
  expect(diagnosis.summary).toBe('The request was refused with refused_by_the_future:somehow.');
  expectCause({ diagnosis, code: 'other_error', fix: ['docs/errors/README.md'], would: 'unknown' });
});
