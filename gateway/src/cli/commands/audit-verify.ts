import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printOne } from '../print-list.ts';

/** `latentkit audit verify`: follows the chain from its first entry; ends with 1 where one does not follow. */
export async function auditVerify({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
}): Promise<number> {
  const { entries, head, brokenAtSeq } = await withInstallation({
    context,
    options,
    work: ({ store }) => store.audit.verify(),
  });
  const holds = brokenAtSeq === undefined;
  printOne({
    context,
    options,
    json: { holds, entries, head, broken_at: holds ? null : `aud_${brokenAtSeq}` },
    lines: holds
      ? [
          `The audit log holds: ${entries} entries, each following from the one before it.`,
          `Keep the hash of the newest one elsewhere, to notice a log that was written anew: ${head}`,
        ]
      : [`The audit log was changed: aud_${brokenAtSeq} does not follow from the entry before it.`],
  });
  return holds ? EXIT.ok : EXIT.problem;
}
