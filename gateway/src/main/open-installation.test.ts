import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildConnection, buildWorkspace } from '../../tests/support/build-definitions.ts';
import { buildWebhook } from '../../tests/support/build-events.ts';
import { openInstallation } from './open-installation.ts';
import { readSettings } from './read-settings.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-installation-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const open = () => openInstallation({ settings: readSettings({ env: {}, flags: { data: dataDir } }) });

test('what an earlier release left in the clear is sealed when the installation is opened, and read as before', async () => {
  const first = await open();
  await first.store.write({
    actor: { kind: 'setup' },
    async work(writes) {
      await writes.saveWorkspace(buildWorkspace());
      await writes.saveConnection(buildConnection({ headers: { 'x-tenant': 'sealed-by-this-release' } }));
      await writes.saveWebhook(buildWebhook());
    },
  });
  await first.close();
  const raw = new DatabaseSync(join(dataDir, 'latentkit.db'));
  raw.exec(`update connections set headers = '{"x-tenant":"in-the-clear"}', sealed_headers = null, enabled = 1;
    update webhooks set url = 'https://hooks.example/in-the-clear', sealed_url = null`);
  const second = await open();
  const rows = raw.prepare('select * from connections, webhooks').all();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('in-the-clear');
  const { connections, webhooks } = await second.store.readDefinitions();
  expect(connections).toMatchObject([{ headers: { 'x-tenant': 'in-the-clear' }, enabled: true }]);
  expect(webhooks).toMatchObject([{ url: 'https://hooks.example/in-the-clear' }]);
  raw.close();
  await second.close();
});
