import { join } from 'node:path';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import { checkVault } from '../store/check-vault.ts';
import { openSqliteStore, type SqliteStore } from '../store/open-sqlite-store.ts';
import { openVault } from '../store/open-vault.ts';
import { readInstanceId } from '../store/read-instance-id.ts';
import { readMasterKey } from '../store/read-master-key.ts';
import type { Settings } from './read-settings.ts';

export interface Installation {
  readonly store: Store;
  /** The same store, where it is the embedded one. */
  readonly sqlite: SqliteStore | undefined;
  readonly vault: Vault;
  readonly journalDirectory: string;
  /** Names the data folder, for what several processes on one database have open. */
  readonly instance: string;
  readonly newMasterKeyFile: string | undefined;
  /** Where browsers find the installation, as far as the settings tell. */
  readonly publicOrigin: string;
  close(): Promise<void>;
}

/** Opens what an installation is made of: its database and its master key. @throws with a message that names the fix */
export async function openInstallation({ settings }: { settings: Settings }): Promise<Installation> {
  const { dataDir, databaseUrl } = settings;
  const masterKey = readMasterKey({ environmentValue: settings.masterKey, dataDir });
  const vault = openVault({ masterKey: masterKey.masterKey });
  const sqlite = databaseUrl ? undefined : await openSqliteStore({ dataDir, vault });
  const store = sqlite ?? (await openPostgres({ url: databaseUrl ?? '', vault }));
  await checkVault({ store, vault });
  // Only with the right master key.
  await store.sealStoredFields();
  return {
    store,
    sqlite,
    vault,
    journalDirectory: join(dataDir, 'journal'),
    instance: readInstanceId({ dataDir }),
    newMasterKeyFile: masterKey.generated ? masterKey.file : undefined,
    publicOrigin: settings.publicUrl ?? `http://localhost:${settings.port}`,
    close: () => store.close(),
  };
}

async function openPostgres({ url, vault }: { url: string; vault: Vault }): Promise<Store> {
  const { openPostgresStore } = await import('../store/open-postgres-store.ts');
  return openPostgresStore({ url, vault });
}
