import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { WorkspaceId } from '../../src/domain/ids.ts';
import { findSecrets, type Place } from '../control/secret-spellings.ts';
import { giveToken, writeBeside } from '../control/two-workspaces.ts';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { connectionYaml, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { createGatewayHome, type SpawnedGateway } from '../support/spawn-gateway.ts';

const ASKED = 'what the canary was asked 7b1e94c05d';
const ANSWERED = 'what the canary has answered 52c8af10d3';
const SECRETS = new Map([
  ['what was asked', ASKED],
  ['what was answered', ANSWERED],
]);

function yamlWith({ workspace, url }: { readonly workspace: string; readonly url: string }): string {
  return `version: 1
workspace: ${workspace}
connections:${connectionYaml({ name: 'one', url })}
routes: [{ name: default, attempts: [{ connection: one, model: m }] }]
keys: [{ name: backend, route: default, secret: ${TEST_KEY} }]
`;
}

/** Everything that the gateway has written, and the rows of its database, since a text may lie in two pages of the file. */
function writtenTo(folder: string): Place[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ name: path.slice(folder.length), text: readFileSync(path, 'latin1') }));
  const database = new DatabaseSync(join(folder, 'latentkit.db'), { readOnly: true });
  const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).all();
  const rows = tables.map(({ name }) => {
    const found = database.prepare(`select * from "${String(name)}"`).all();
    return { name: `table ${String(name)}`, text: found.map((row) => JSON.stringify(row)).join('\n') };
  });
  database.close();
  return [...files, ...rows];
}

const ask = (gateway: SpawnedGateway, body: object = {}) =>
  fetch(`${gateway.url}/v1/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: ASKED }], ...body }),
  });

const env = { LATENTKIT_LOG_LEVEL: 'trace' };

test('what was kept of an answered request survives a kill right after it, and stands nowhere in clear', async () => {
  const upstream = await startFakeUpstream();
  upstream.script({ reply: { text: ANSWERED } });
  const workspace = '{ name: acme, content_logging: { retention: 1d } }';
  using home = createGatewayHome({ yaml: yamlWith({ workspace, url: upstream.url }) });
  const said: string[] = [];
  const ids: string[] = [];
  {
    await using gateway = await home.start({ env });
    for (const stream of [false, true]) {
      const response = await ask(gateway, { stream });
      expect(await response.text()).toContain(stream ? 'canary' : ANSWERED);
      ids.push(response.headers.get('x-lk-request-id') ?? '');
    }
    gateway.signal('SIGKILL');
    await gateway.exited;
    said.push(gateway.said().stdout, gateway.said().stderr);
  }
  const places = writtenTo(home.dataDir);
  {
    await using gateway = await home.start({ env });
    let own: WorkspaceId | undefined;
    await writeBeside({
      gateway: home,
      work: async (writes) => {
        own = (await writes.read()).workspaces[0]?.id;
      },
    });
    const token = await giveToken({ gateway: home, workspace: own, scopes: ['contents.read'] });
    for (const id of ids) {
      const response = await fetch(`${gateway.url}/api/workspaces/${own}/requests/${id}/content`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(await response.json()).toMatchObject({
        request: { messages: [{ content: ASKED }] },
        answer: { content: ANSWERED },
      });
    }
    said.push(gateway.said().stdout, gateway.said().stderr);
    places.push(...writtenTo(home.dataDir));
    gateway.signal('SIGTERM');
    await gateway.exited;
  }
  places.push(...writtenTo(home.dataDir), ...said.map((text, index) => ({ name: `said ${index}`, text })));
  expect(places.filter(({ name }) => name === 'table request_contents').at(-1)?.text).toContain(ids[1]);
  expect(findSecrets({ secrets: SECRETS, places })).toEqual([]);
  await upstream.close();
}, 60_000);

test('without content logging nothing of it is kept at all, sealed or not', async () => {
  const upstream = await startFakeUpstream();
  upstream.script({ reply: { text: ANSWERED } });
  using home = createGatewayHome({ yaml: yamlWith({ workspace: 'acme', url: upstream.url }) });
  await using gateway = await home.start({ env });
  const response = await ask(gateway);
  const id = response.headers.get('x-lk-request-id') ?? '';
  await response.text();
  gateway.signal('SIGTERM');
  await gateway.exited;
  const places = writtenTo(home.dataDir);
  expect(places.find(({ name }) => name === 'table requests')?.text).toContain(id);
  expect(places.find(({ name }) => name === 'table request_contents')?.text).toBe('');
  expect(findSecrets({ secrets: SECRETS, places })).toEqual([]);
  await upstream.close();
}, 60_000);
