import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenInstallation } from '../cli/cli-context.ts';
import { openInstallation } from './open-installation.ts';
import { readSettings, SettingsError } from './read-settings.ts';

/**
 * Opens the data folder for a command, beside a gateway that may be running on it. Only a command that makes something
 * may make a data folder, too: a mistyped `--data` shall not look like an empty installation.
 * @throws SettingsError
 */
export async function openForCommand({
  data,
  env,
  mayCreate,
}: {
  readonly data: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mayCreate: boolean;
}): Promise<OpenInstallation> {
  const settings = readSettings({ env, flags: { data } });
  const isThere = settings.databaseUrl !== undefined || existsSync(join(settings.dataDir, 'latentkit.db'));
  if (!isThere && !mayCreate) {
    throw new SettingsError(
      `There is no LatentKit installation in ${settings.dataDir}. Name its folder with --data, or make one with "latentkit start".`,
    );
  }
  return openInstallation({ settings });
}
