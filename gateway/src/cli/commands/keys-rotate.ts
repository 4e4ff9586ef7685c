import { displayOfKey, generateKeySecret } from '../../domain/key-secret.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT, usageError } from '../cli-error.ts';
import { findKey } from '../find-definition.ts';
import { parseDuration } from '../parse-duration.ts';
import { printOne } from '../print-list.ts';
import { dateText, isoText } from '../text-of-values.ts';

export interface KeysRotateOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
  readonly overlap: string;
}

/** `latentkit keys rotate <key>`: a new secret; the old one goes on working for the overlap. */
export async function keysRotate({
  context,
  options,
  wanted,
}: {
  readonly context: CliContext;
  readonly options: KeysRotateOptions;
  readonly wanted: string;
}): Promise<number> {
  const overlapMs = parseDuration(options.overlap);
  if (overlapMs === undefined) {
    throw usageError(`--overlap ${options.overlap} is no length of time.`, 'Write 24h, 30m, 7d, or 0 for none.');
  }
  const nowMs = context.now();
  const worksUntilMs = nowMs + overlapMs;
  const { key, secret } = await withInstallation({
    context,
    options,
    work: ({ store, vault }) =>
      store.write({
        actor: { kind: 'command_line' },
        work: async (writes) => {
          const found = findKey({ definitions: await writes.read(), workspace: options.workspace, wanted, vault });
          if (found.owner === 'file') throw keptByFile(found.name);
          if (found.revokedAtMs !== undefined) {
            throw new CliError(`Key "${found.name}" is revoked.`, {
              hint: 'Create a new one with "latentkit keys create".',
            });
          }
          const fresh = generateKeySecret({ kind: found.kind, randomBytes: context.randomBytes });
          const older = found.secrets.map((known) => ({
            ...known,
            rotatedOutAtMs: Math.min(known.rotatedOutAtMs ?? worksUntilMs, worksUntilMs),
          }));
          const newest = {
            digest: vault.digest(fresh),
            display: displayOfKey(fresh),
            createdAtMs: nowMs,
            rotatedOutAtMs: undefined,
          };
          await writes.saveKey({ ...found, secrets: [...older, newest] });
          return { key: found, secret: fresh };
        },
      }),
  });
  printOne({
    context,
    options,
    json: { id: key.id, name: key.name, secret, old_works_until: isoText(worksUntilMs) },
    lines: [
      `Key "${key.name}" has a new secret, shown only now:`,
      '',
      `  ${secret}`,
      '',
      overlapMs === 0 ? 'The old one is refused from now on.' : `The old one works until ${dateText(worksUntilMs)}.`,
    ],
  });
  return EXIT.ok;
}

function keptByFile(name: string): CliError {
  return new CliError(`Key "${name}" is kept by a configuration file.`, {
    hint: 'Change its secret there, and run "latentkit apply -f <file>".',
  });
}
