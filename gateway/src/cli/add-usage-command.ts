import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';

/** `latentkit usage`. */
export function addUsageCommand({
  program,
  context,
  finish,
}: {
  readonly program: Command;
  readonly context: CliContext;
  readonly finish: (exitCode: number) => void;
}): void {
  program
    .command('usage')
    .description('what was used, and what it cost')
    .option('--from <time>', 'a date or a time (default: the first of this month)')
    .option('--to <time>', 'the first date or time that does not belong to it any more (default: now)')
    .option('--month <month>', 'a whole month, such as 2026-11')
    .option('--time-zone <zone>', 'whose hours, days and months count, such as Europe/Berlin', 'UTC')
    .option('--interval <interval>', 'none, hour, day or month', 'none')
    .option(
      '--group-by <words>',
      'workspace, key, route, connection, model, capability, member, tag, access, funded_by; several with commas',
    )
    .option('--key <key...>', 'only of these keys, by name or id')
    .option('--route <route...>', 'only of these routes, by name or id')
    .option('--connection <name...>', 'only through these connections')
    .option('--model <model...>', 'only by these models')
    .option('--capability <capability...>', 'only with these capabilities')
    .option('--member <member...>', 'only of these members')
    .option('--tag <tag...>', 'only with one of these tags')
    .option('--access <access...>', 'byok or platform')
    .option('--funded-by <source...>', 'byok, credits or allowance')
    .option('--workspace <name>', 'only of this workspace')
    .option('--limit <number>', 'rows of a page (default: 1000, with --csv 50000)')
    .option('--after <place>', 'go on after the page before, with what it said')
    .option('--csv', 'print CSV')
    .option('--rebuild', 'sum up the whole request log again before')
    .action(async (_options, command: Command) => {
      const { usage } = await import('./commands/usage.ts');
      finish(await usage({ context, options: command.optsWithGlobals() }));
    });
}
