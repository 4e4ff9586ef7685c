import type { Config } from '../../config/config.ts';
import { type ApplyResult, applyConfig } from '../../control/apply/apply-config.ts';
import { formatChanges } from '../../control/apply/format-changes.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printOne } from '../print-list.ts';
import { countText } from '../text-of-values.ts';
import { loadConfig, problemLines } from './load-config.ts';

export interface ApplyOptions extends GlobalOptions {
  readonly file: string;
  readonly dryRun?: boolean | undefined;
  readonly takeOver?: boolean | undefined;
  readonly exitCode?: boolean | undefined;
}

/** `latentkit apply -f <file>`: brings the data folder to what the file says. A running gateway follows by itself. */
export async function apply({ context, options }: { context: CliContext; options: ApplyOptions }): Promise<number> {
  const read = loadConfig({ context, file: options.file });
  const problems = read.ok ? read.warnings : read.problems;
  if (problems.length > 0 && !options.json) context.writeError(`${problemLines(problems).join('\n')}\n`);
  if (!read.ok) {
    if (options.json) printOne({ context, options, json: { ok: false, problems }, lines: [] });
    else context.writeError('Nothing was applied.\n');
    return EXIT.problem;
  }
  const result = await applyTo({ context, options, config: read.config });
  const dryRun = options.dryRun === true;
  if (!result.ok) {
    const lines = [...result.conflicts, 'Nothing was applied.'];
    if (options.json) printOne({ context, options, json: { ...result, problems }, lines: [] });
    else context.writeError(lines.map((line) => `${line}\n`).join(''));
    return EXIT.problem;
  }
  const lines = [...formatChanges(result.changes), ...result.notices, summaryOf({ result, dryRun })];
  printOne({ context, options, json: { ...result, dry_run: dryRun, problems }, lines });
  return options.exitCode === true && dryRun && result.changes.length > 0 ? EXIT.drift : EXIT.ok;
}

function applyTo({
  context,
  options,
  config,
}: {
  readonly context: CliContext;
  readonly options: ApplyOptions;
  readonly config: Config;
}): Promise<ApplyResult> {
  return withInstallation({
    context,
    options,
    mayCreate: true,
    work: ({ store, vault }) =>
      applyConfig({
        store,
        vault,
        config,
        ids: context.ids,
        nowMs: context.now(),
        actor: { kind: 'command_line' },
        dryRun: options.dryRun === true,
        takeOver: options.takeOver === true,
      }),
  });
}

function summaryOf({ result, dryRun }: { result: Extract<ApplyResult, { ok: true }>; dryRun: boolean }): string {
  if (result.changes.length === 0) return 'No change: everything is as the file says.';
  const changes = countText({ count: result.changes.length, noun: 'change' });
  return dryRun ? `${changes}, not made (dry run).` : `${changes} made.`;
}
