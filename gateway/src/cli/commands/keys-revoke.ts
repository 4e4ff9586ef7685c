import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { findKey } from '../find-definition.ts';
import { printOne } from '../print-list.ts';
import { isoText } from '../text-of-values.ts';

export interface KeysRevokeOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

/**
 * `latentkit keys revoke <key>`: refused from now on. It leaves the hands of the file that may have made it: no later
 * `apply` brings a revoked secret back.
 */
export async function keysRevoke({
  context,
  options,
  wanted,
}: {
  readonly context: CliContext;
  readonly options: KeysRevokeOptions;
  readonly wanted: string;
}): Promise<number> {
  const nowMs = context.now();
  const { key, already } = await withInstallation({
    context,
    options,
    work: ({ store, vault }) =>
      store.write({
        actor: { kind: 'command_line' },
        work: async (writes) => {
          const found = findKey({ definitions: await writes.read(), workspace: options.workspace, wanted, vault });
          const revokedAtMs = found.revokedAtMs ?? nowMs;
          await writes.saveKey({ ...found, owner: 'cli', revokedAtMs });
          return { key: found, already: found.revokedAtMs !== undefined };
        },
      }),
  });
  const fromFile = key.owner === 'file' && !already;
  printOne({
    context,
    options,
    json: { id: key.id, name: key.name, revoked_at: isoText(key.revokedAtMs ?? nowMs) },
    lines: [
      already ? `Key "${key.name}" was revoked before.` : `Key "${key.name}" is revoked.`,
      ...(fromFile ? ['A configuration file declares it: take it out there, or give it a new secret.'] : []),
    ],
  });
  return EXIT.ok;
}
