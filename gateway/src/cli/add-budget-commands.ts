import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';

const WORKSPACE = ['--workspace <name>', 'only of this workspace'] as const;
const LIMIT = ['-n, --limit <number>', 'how many', '20'] as const;

interface AddInput {
  readonly program: Command;
  readonly context: CliContext;
  readonly finish: (exitCode: number) => void;
}

/** `latentkit budgets …`, `plans …`, `events …` and `webhooks …`. */
export function addBudgetCommands({ program, context, finish }: AddInput): void {
  program
    .command('budgets')
    .description('what may be spent, by whom')
    .command('list')
    .description('list the budgets: limit, what is spent, and when they start anew')
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { budgetsList } = await import('./commands/budgets-list.ts');
      finish(await budgetsList({ context, options: command.optsWithGlobals() }));
    });
  program
    .command('plans')
    .description('what workspaces may use of platform access')
    .command('list')
    .description('list the plans, and who is on them')
    .action(async (_options, command: Command) => {
      const { plansList } = await import('./commands/plans-list.ts');
      finish(await plansList({ context, options: command.optsWithGlobals() }));
    });
  program
    .command('events')
    .description('what the gateway noticed')
    .command('list')
    .description('the newest events')
    .option(...LIMIT)
    .option('--before <id>', 'go on after this event of the page before')
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { eventsList } = await import('./commands/events-list.ts');
      finish(await eventsList({ context, options: command.optsWithGlobals() }));
    });
  addWebhookCommands({ program, context, finish });
}

function addWebhookCommands({ program, context, finish }: AddInput): void {
  const webhooks = program.command('webhooks').description('addresses that are told of events');
  webhooks
    .command('list')
    .description('list the webhooks')
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { webhooksList } = await import('./commands/webhooks-list.ts');
      finish(await webhooksList({ context, options: command.optsWithGlobals() }));
    });
  webhooks
    .command('deliveries')
    .description('the newest deliveries; with an id, the attempts of one')
    .argument('[id]', 'a delivery')
    .option(...LIMIT)
    .option('--before <id>', 'go on after this delivery of the page before')
    .option('--state <state>', 'only waiting, delivered or failed')
    .option(...WORKSPACE)
    .action(async (id: string | undefined, _options, command: Command) => {
      const { webhooksDeliveries } = await import('./commands/webhooks-deliveries.ts');
      finish(await webhooksDeliveries({ context, options: command.optsWithGlobals(), id }));
    });
  webhooks
    .command('replay')
    .description('deliver an event once more, whatever became of it')
    .argument('<id>', 'a delivery')
    .action(async (id: string, _options, command: Command) => {
      const { webhooksReplay } = await import('./commands/webhooks-replay.ts');
      finish(await webhooksReplay({ context, options: command.optsWithGlobals(), id }));
    });
  webhooks
    .command('enable')
    .description('switch on a webhook that was switched off because it answered 410')
    .argument('<name>', 'its name or id')
    .option('--workspace <name>', 'the workspace, where there are several')
    .action(async (wanted: string, _options, command: Command) => {
      const { webhooksEnable } = await import('./commands/webhooks-enable.ts');
      finish(await webhooksEnable({ context, options: command.optsWithGlobals(), wanted }));
    });
}
