import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../domain/store.ts';
import { checkVault } from './check-vault.ts';
import { MasterKeyError } from './master-key-error.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { openVault } from './open-vault.ts';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-canary-'));
  store = await openSqliteStore({ dataDir });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const newVault = () => openVault({ masterKey: randomBytes(32) });

test('the first master key is taken, and is right at every later start', async () => {
  const vault = newVault();
  await checkVault({ store, vault });
  await checkVault({ store, vault });
});

test('another master key is refused, with the way back', async () => {
  await checkVault({ store, vault: newVault() });
  const start = checkVault({ store, vault: newVault() });
  await expect(start).rejects.toThrow(MasterKeyError);
  await expect(start).rejects.toThrow(/Put the original key back/);
});

test('a refused master key does not become the right one', async () => {
  const right = newVault();
  await checkVault({ store, vault: right });
  await expect(checkVault({ store, vault: newVault() })).rejects.toThrow(MasterKeyError);
  await checkVault({ store, vault: right });
});
