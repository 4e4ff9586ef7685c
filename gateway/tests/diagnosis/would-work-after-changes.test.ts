import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DefinitionWrites } from '../../src/domain/store.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type CauseCase, chat } from './cause-case.ts';
import { runCommandOn } from './run-command-on.ts';
import { type CaseGateway, startCaseGateway } from './start-case-gateway.ts';

const TOOLS = chat({ tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }] });
const ONLY_CHAT = '{ id: m, capabilities: [chat] }';
const named = (name: string, change: Partial<CauseCase> = {}): CauseCase => ({
  name,
  code: null,
  fix: [],
  would: 'yes',
  ...change,
});

const CASES: readonly CauseCase[] = [
  named('able'),
  named('gets_tools', { model: ONLY_CHAT }),
  named('moves', { model: ONLY_CHAT }),
  named('loses_route'),
  named('loses_connection'),
  named('is_revoked'),
  named('is_removed'),
  named('is_rotated'),
  named('overlaps'),
  named('is_rotated_before'),
];

let gateway: CaseGateway;
/** Of the request that each case had sent before anything was changed. */
const requestIds = new Map<string, string>();
beforeAll(async () => {
  gateway = await startCaseGateway({ cases: CASES });
  await change(async (writes) => rotate({ writes, name: 'is_rotated_before', oldWorksUntilMs: 1 }));
  for (const { name } of CASES) {
    const sender = gateway.senderOf({ name });
    requestIds.set(name, await (name === 'gets_tools' || name === 'moves' ? TOOLS(sender) : sender.ask()));
  }
  // Ids of a later millisecond: what is changed now is changed after the requests.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await change(changeEverything);
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function change(work: (writes: DefinitionWrites) => Promise<void>): Promise<void> {
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  await store.write({ actor: { kind: 'setup' }, work: work });
  await store.close();
  // The gateway looks five times a second.
  await new Promise((resolve) => setTimeout(resolve, 600));
}

async function changeEverything(writes: DefinitionWrites): Promise<void> {
  const { keys, routes, connections } = await writes.read();
  const find = <Item extends { readonly name: string }>(items: readonly Item[], name: string): Item => {
    const found = items.find((item) => item.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const { id: routeId, published } = find(routes, 'gets_tools');
  if (published === undefined) throw new Error('not published');
  const attempts = published.spec.attempts.map((attempt) => ({ ...attempt, connection: 'able' }));
  await writes.publishRoute({ routeId, spec: { ...published.spec, attempts }, publishedAtMs: Date.now() });
  await writes.saveKey({ ...find(keys, 'moves'), routeId: find(routes, 'able').id });
  await writes.removeRoute(find(routes, 'loses_route').id);
  await writes.removeConnection(find(connections, 'loses_connection').id);
  await writes.saveKey({ ...find(keys, 'is_revoked'), revokedAtMs: Date.now() });
  await writes.removeKey(find(keys, 'is_removed').id);
  await rotate({ writes, name: 'is_rotated', oldWorksUntilMs: Date.now() });
  await rotate({ writes, name: 'overlaps', oldWorksUntilMs: Date.now() + 3_600_000 });
}

interface Rotation {
  readonly writes: DefinitionWrites;
  readonly name: string;
  readonly oldWorksUntilMs: number;
}

async function rotate({ writes, name, oldWorksUntilMs }: Rotation): Promise<void> {
  const key = (await writes.read()).keys.find((known) => known.name === name);
  if (key === undefined) throw new Error(`no ${name}`);
  const [used] = key.secrets;
  if (used === undefined) throw new Error('no secret');
  const digest = key.id.padEnd(64, '0');
  const other = { ...used, digest };
  // Before the request, it is the other one that goes: the request is sent with the newest.
  const isBefore = oldWorksUntilMs === 1;
  const old = { ...(isBefore ? other : used), rotatedOutAtMs: oldWorksUntilMs };
  const newest = { ...(isBefore ? used : other), rotatedOutAtMs: undefined };
  await writes.saveKey({ ...key, secrets: [old, newest] });
}

const now = async (name: string) => (await gateway.diagnosisOf(requestIds.get(name) ?? '')).would_work_now;

test('a route that was changed since is planned as it is today, and that it changed is said', async () => {
  expect(await now('gets_tools')).toMatchObject({
    answer: 'yes',
    why: 'able/m can serve it and has not failed with it. The route has changed since: it was version 1, and is version 2 now.',
    plan: { route: 'gets_tools', version: 2, attempts: [{ connection: 'able' }] },
  });
});

test('a key that points to another route now is planned there', async () => {
  expect(await now('moves')).toMatchObject({
    answer: 'yes',
    why: expect.stringContaining('points to the route "able" now; when the request came, it was "moves"'),
    plan: { route: 'able' },
  });
});

test('a route that was deleted since leaves its key without one', async () => {
  const verdict = await now('loses_route');
  expect(verdict).toEqual({
    answer: 'no',
    why: 'The key would be refused: The key "loses_route" is fine, but it points to no route. When the request came, its route was "loses_route".',
  });
});

test('a connection that was removed since is left out of the plan', async () => {
  expect(await now('loses_connection')).toMatchObject({
    answer: 'no',
    why: expect.stringContaining('at loses_connection/m, its connection is disabled or was removed'),
    plan: { attempts: [], skipped: [{ reason: 'connection_disabled' }] },
  });
});

test('a key that was revoked since would be refused', async () => {
  expect(await now('is_revoked')).toEqual({
    answer: 'no',
    why: 'The key would be refused: The key "is_revoked" was revoked.',
  });
});

test('a key that is gone is said to be gone', async () => {
  expect(await now('is_removed')).toEqual({ answer: 'no', why: 'The key "is_removed" does not exist any more.' });
});

test('a key that was rotated since: with the old secret no, with the newest as planned', async () => {
  expect(await now('is_rotated')).toMatchObject({
    answer: 'unknown',
    why: expect.stringMatching(
      /^The key "is_rotated" was rotated: an older secret of it is refused since 20.*Z\. With the newest: is_rotated\/m can serve it/,
    ),
    plan: { attempts: [{ connection: 'is_rotated' }] },
  });
});

test('a rotation whose old secret still works, or ended before the request came, changes nothing', async () => {
  expect((await now('overlaps')).answer).toBe('yes');
  expect((await now('is_rotated_before')).answer).toBe('yes');
});

test('the command line says the same, and nothing is sent for any of it', async () => {
  const before = gateway.upstream.requests.length;
  for (const { name } of CASES) {
    const args = ['explain', requestIds.get(name) ?? '', '--json'];
    const { out } = await runCommandOn({ dataDir: gateway.dataDir, args });
    expect(JSON.parse(out).would_work_now, name).toEqual(await now(name));
  }
  expect(gateway.upstream.requests).toHaveLength(before);
});

test('and so it does where no gateway runs, but for what only a gateway knows', async () => {
  const answers = new Map<string, string>();
  for (const { name } of CASES) answers.set(name, (await now(name)).answer);
  await gateway.stop();
  for (const { name } of CASES) {
    const args = ['explain', requestIds.get(name) ?? '', '--json'];
    const { out } = await runCommandOn({ dataDir: gateway.dataDir, args });
    expect(JSON.parse(out).would_work_now.answer, name).toEqual(answers.get(name));
  }
});
