import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';
import { EMPTY_CATALOGUE } from '../../src/domain/model-catalogue.ts';
import { applyConfigFile } from '../../src/main/apply-config-file.ts';
import { openInstallation } from '../../src/main/open-installation.ts';
import { readSettings } from '../../src/main/read-settings.ts';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { json, readSse, routeYaml, startTestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }] };
const SILENT = { info() {}, warn() {}, error() {} };

test('a new configuration under load fails no request: new ones get it, running ones keep the old one', async () => {
  const one = await startFakeUpstream();
  const other = await startFakeUpstream();
  for (const [upstream, name] of [
    [one, 'one'],
    [other, 'other'],
  ] as const) {
    upstream.script({ reply: { text: `from ${name} and some more words` }, eventDelayMs: 5 });
  }
  const yamlOf = (round: number) =>
    routeYaml({ upstreams: { only: round % 2 === 0 ? one.url : other.url } })
      // The credential changes too, so that its connections are left and new ones are made.
      .replace('upstream-secret-only', `upstream-secret-${round}`)
      .replaceAll('timeout_ms: 300', 'timeout_ms: 20000')
      .replaceAll(' timeout_ms: 2000', ' timeout_ms: 20000');
  await using gateway = await startTestGateway({ yaml: yamlOf(0) });
  const ends: string[] = [];
  let isOver = false;
  const ask = async (stream: boolean): Promise<void> => {
    while (!isOver) {
      const response = await gateway.post('/v1/chat', { ...ASK, stream });
      if (stream) {
        const events = await readSse(response);
        ends.push(events.at(-1)?.data === '[DONE]' ? 'answered' : JSON.stringify(events.at(-1)));
      } else ends.push(response.status === 200 ? 'answered' : JSON.stringify(await json(response)));
    }
  };
  const asking = Array.from({ length: 12 }, (_, index) => ask(index % 2 === 0));
  await wait(300);
  for (let round = 1; round <= 6; round++) {
    await applyTo({ dataDir: gateway.dataDir, yaml: yamlOf(round) });
    await wait(350);
  }
  isOver = true;
  await Promise.all(asking);
  expect(ends.filter((end) => end !== 'answered')).toEqual([]);
  expect(ends.length).toBeGreaterThan(100);
  const secrets = new Set([...one.requests, ...other.requests].map(({ headers }) => headers.authorization));
  expect(secrets.size).toBe(7);
  await one.close();
  await other.close();
});

/** What `latentkit apply` does beside a running gateway. */
async function applyTo({ dataDir, yaml }: { dataDir: string; yaml: string }): Promise<void> {
  const path = join(dataDir, 'next.yaml');
  writeFileSync(path, yaml);
  const installation = await openInstallation({ settings: readSettings({ env: {}, flags: { data: dataDir } }) });
  const { store, vault } = installation;
  const ids = createIdSource({ now: Date.now, randomBytes });
  const input = { path, env: {}, catalogue: EMPTY_CATALOGUE, store, vault, ids, nowMs: Date.now(), log: SILENT };
  await applyConfigFile(input);
  await installation.close();
}
