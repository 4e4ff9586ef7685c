import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';

const WORKSPACE = ['--workspace <name>', 'the workspace, where there are several'] as const;
const ID = ['--id <id>', 'the same id twice is one transfer: makes it safe to run this again'] as const;

/** `latentkit ledger …` and `latentkit credits …`. */
export function addLedgerCommands({
  program,
  context,
  finish,
}: {
  readonly program: Command;
  readonly context: CliContext;
  readonly finish: (exitCode: number) => void;
}): void {
  const ledger = program.command('ledger').description('every amount that moved, and whether it adds up');
  ledger
    .command('verify')
    .description('recompute the ledger from its transfers and the request log; ends with 1 if it does not add up')
    .action(async (_options, command: Command) => {
      const { ledgerVerify } = await import('./commands/ledger-verify.ts');
      finish(await ledgerVerify({ context, options: command.optsWithGlobals() }));
    });
  ledger
    .command('list')
    .description('the newest transfers of a workspace')
    .option('-n, --limit <number>', 'how many', '20')
    .option('--before <id>', 'go on after this transfer of the page before')
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { ledgerList } = await import('./commands/ledger-list.ts');
      finish(await ledgerList({ context, options: command.optsWithGlobals() }));
    });
  ledger
    .command('balance')
    .description('what each account of each workspace holds')
    .option('--workspace <name>', 'only of this workspace')
    .action(async (_options, command: Command) => {
      const { ledgerBalance } = await import('./commands/ledger-balance.ts');
      finish(await ledgerBalance({ context, options: command.optsWithGlobals() }));
    });
  addCreditCommands({ program, context, finish });
}

function addCreditCommands({ program, context, finish }: Parameters<typeof addLedgerCommands>[0]): void {
  const credits = program.command('credits').description('what a workspace may spend on platform access');
  credits
    .command('add')
    .description('give a workspace credits; from the first ones on, platform access needs them')
    .requiredOption('--usd <amount>', 'how much, in dollars')
    .option('--bought', 'somebody paid for them')
    .option('--granted', 'nobody did (default)')
    .option('--expires <time>', '30d, 12h, or a day such as 2027-01-31 (default: never)')
    .option('--note <text>', 'what they are for')
    .option(...ID)
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { creditsAdd } = await import('./commands/credits-add.ts');
      finish(await creditsAdd({ context, options: command.optsWithGlobals() }));
    });
  credits
    .command('adjust')
    .description('correct the credits of a workspace')
    .requiredOption('--usd <amount>', 'by how much, in dollars: -3 takes three away')
    .requiredOption('--note <text>', 'why')
    .option(...ID)
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { creditsAdjust } = await import('./commands/credits-adjust.ts');
      finish(await creditsAdjust({ context, options: command.optsWithGlobals() }));
    });
}
