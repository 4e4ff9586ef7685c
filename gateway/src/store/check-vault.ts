import type { Store } from '../domain/store.ts';
import { type Vault, VaultError } from '../domain/vault.ts';
import { MasterKeyError } from './master-key-error.ts';

const CANARY = { setting: 'vault.canary', plaintext: 'latentkit', binding: 'vault-canary' } as const;

/**
 * Compares the master key with the one that this database was first used with, by means of a sealed canary.
 * Call it before anything else is read or sealed: with another key every API key would be unknown, and every new
 * credential unreadable to the rest of the installation.
 *
 * @throws MasterKeyError if the database belongs to another master key
 */
export async function checkVault({
  store,
  vault,
}: {
  store: Pick<Store, 'readSetting' | 'writeSetting'>;
  vault: Vault;
}): Promise<void> {
  if ((await store.readSetting(CANARY.setting)) === undefined) {
    await store.writeSetting({ name: CANARY.setting, value: vault.seal(CANARY) });
  }
  // Read again even where it was just written: another process may have written its own at the same moment.
  const sealed = (await store.readSetting(CANARY.setting)) ?? '';
  try {
    vault.open({ sealed, binding: CANARY.binding });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new MasterKeyError(
      'The master key is not the one that this database was set up with. Put the original key back: the same ' +
        'LATENTKIT_MASTER_KEY (unset it if there was none), or the original master.key in the data folder.',
      { cause: error },
    );
  }
}
