import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { formatProblem } from '../config/config-problem.ts';
import { readConfig } from '../config/read-config.ts';
import { applyConfig } from '../control/apply/apply-config.ts';
import type { IdSource } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { SettingsError } from './read-settings.ts';

interface ConfigFileInput {
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly catalogue: ModelCatalogue;
  readonly store: Store;
  readonly vault: Vault;
  readonly ids: IdSource;
  readonly nowMs: number;
  readonly log: Log;
}

/** Brings the installation to what the file says before anything is served. @throws SettingsError with every problem */
export async function applyConfigFile(input: ConfigFileInput): Promise<void> {
  const { path, log } = input;
  const read = readConfig({ ...input, text: readFile(path), providers: PROVIDERS });
  if (!read.ok) throw new SettingsError(read.problems.map(formatProblem).join('\n'));
  for (const warning of read.warnings) log.warn({ file: path, line: warning.line }, formatProblem(warning));
  const applied = await applyConfig({
    ...input,
    actor: { kind: 'file', name: basename(path) },
    config: read.config,
    dryRun: false,
  });
  if (!applied.ok) throw new SettingsError(applied.conflicts.join('\n'));
  for (const notice of applied.notices) log.warn({ file: path }, notice);
  log.info({ file: path, changes: applied.changes.length }, 'configuration applied');
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SettingsError(`The configuration file ${path} cannot be read. Check the path and its permissions.`, {
      cause,
    });
  }
}
