import { Command } from 'commander';
import { addAuditCommands } from './add-audit-commands.ts';
import { addBudgetCommands } from './add-budget-commands.ts';
import { addLedgerCommands } from './add-ledger-commands.ts';
import { addPeopleCommands } from './add-people-commands.ts';
import { addUsageCommand } from './add-usage-command.ts';
import type { CliContext } from './cli-context.ts';

/** What a command hands back: its exit code. */
type Finish = (exitCode: number) => void;

interface BuildInput {
  readonly context: CliContext;
  readonly version: string;
  readonly finish: Finish;
}

/**
 * Every command, its words and options. The work is in `commands/`, one file each, and is loaded only when its command
 * runs: `start` does not wait for what `explain` needs.
 */
export function buildCli({ context, version, finish }: BuildInput): Command {
  const program = new Command('latentkit')
    .description('A self-hosted AI gateway: the key of an application decides which model answers.')
    .version(version, '-V, --version', 'print the version')
    .option('--data <folder>', 'the data folder (LATENTKIT_DATA_DIR, else ./data)')
    .option('--json', 'print JSON: one object, or one object a line for lists')
    .helpCommand('help [command]', 'what a command does, and its options')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(true);
  const input = { program, context, finish };
  addStart(input);
  addConfigCommands(input);
  addKeys(input);
  addRoutes(input);
  addLedgerCommands(input);
  addBudgetCommands(input);
  addUsageCommand(input);
  addAuditCommands(input);
  addPeopleCommands(input);
  addInspection(input);
  addCatalogue(input);
  return program;
}

interface AddInput {
  readonly program: Command;
  readonly context: CliContext;
  readonly finish: Finish;
}

function addStart({ program, context, finish }: AddInput): void {
  program
    .command('start')
    .description('run the gateway')
    .option('--port <number>', 'the port (LATENTKIT_PORT, else 4747)')
    .option('--host <address>', 'the address to listen on (LATENTKIT_HOST, else 127.0.0.1)')
    .option('--config <file>', 'a configuration file to apply first (LATENTKIT_CONFIG)')
    .action(async (_options, command: Command) => {
      await context.start({ flags: command.optsWithGlobals(), env: context.env });
      finish(0);
    });
}

const FILE = ['-f, --file <file>', 'the configuration file'] as const;

function addConfigCommands({ program, context, finish }: AddInput): void {
  program
    .command('apply')
    .description('bring the data folder to what a configuration file says')
    .requiredOption(...FILE)
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--exit-code', 'with --dry-run: end with 3 where there is a difference')
    .option('--take-over', 'take over what was made in the console or on the command line')
    .action(async (_options, command: Command) => {
      const { apply } = await import('./commands/apply.ts');
      finish(await apply({ context, options: command.optsWithGlobals() }));
    });
  program
    .command('export')
    .description('print a workspace as a configuration file, without its secrets')
    .option('--workspace <name>', 'which one, where there are several')
    .action(async (_options, command: Command) => {
      const { exportCommand } = await import('./commands/export-command.ts');
      finish(await exportCommand({ context, options: command.optsWithGlobals() }));
    });
  program
    .command('check')
    .description('say everything that is wrong with a configuration file')
    .requiredOption(...FILE)
    .action(async (_options, command: Command) => {
      const { check } = await import('./commands/check.ts');
      finish(await check({ context, options: command.optsWithGlobals() }));
    });
}

const WORKSPACE = ['--workspace <name>', 'the workspace, where there are several'] as const;

function addKeys({ program, context, finish }: AddInput): void {
  const keys = program.command('keys').description('the keys that applications authenticate with');
  keys
    .command('create')
    .description('make a key; its secret is printed once')
    .argument('<name>', 'how the key is called in lists and in the request log')
    .option('--route <name>', 'the route that the key points to (needed where there are several)')
    .option('--kind <kind>', 'live, or test for the sandbox', 'live')
    .option('--expires <time>', '30d, 12h, or a day such as 2027-01-31 (default: never)')
    .option('--ip <address...>', 'addresses or CIDR ranges that may use the key (default: any)')
    .option('--scope <capability...>', 'capabilities that the key may use (default: all)')
    .option('--member <name>', 'whose key it is: budgets and usage reports count by it')
    .option('--tag <tag...>', 'what budgets and usage reports count it by, too')
    .option(...WORKSPACE)
    .action(async (name: string, _options, command: Command) => {
      const { keysCreate } = await import('./commands/keys-create.ts');
      finish(await keysCreate({ context, options: command.optsWithGlobals(), name }));
    });
  keys
    .command('list')
    .description('list the keys')
    .option('--all', 'with those that were revoked')
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { keysList } = await import('./commands/keys-list.ts');
      finish(await keysList({ context, options: command.optsWithGlobals() }));
    });
  keys
    .command('rotate')
    .description('give a key a new secret; the old one works for a while')
    .argument('<key>', 'its name, id or secret')
    .option('--overlap <time>', 'how long the old secret works: 24h, 30m, 7d, or 0', '24h')
    .option(...WORKSPACE)
    .action(async (wanted: string, _options, command: Command) => {
      const { keysRotate } = await import('./commands/keys-rotate.ts');
      finish(await keysRotate({ context, options: command.optsWithGlobals(), wanted }));
    });
  keys
    .command('revoke')
    .description('refuse a key from now on')
    .argument('<key>', 'its name, id or secret')
    .option(...WORKSPACE)
    .action(async (wanted: string, _options, command: Command) => {
      const { keysRevoke } = await import('./commands/keys-revoke.ts');
      finish(await keysRevoke({ context, options: command.optsWithGlobals(), wanted }));
    });
}

function addRoutes({ program, context, finish }: AddInput): void {
  const routes = program.command('routes').description('what answers: ordered lists of attempts');
  routes
    .command('list')
    .description('list the routes')
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { routesList } = await import('./commands/routes-list.ts');
      finish(await routesList({ context, options: command.optsWithGlobals() }));
    });
  routes
    .command('show')
    .description('show the published version of a route')
    .argument('<route>', 'its name or id')
    .option(...WORKSPACE)
    .action(async (wanted: string, _options, command: Command) => {
      const { routesShow } = await import('./commands/routes-show.ts');
      finish(await routesShow({ context, options: command.optsWithGlobals(), wanted }));
    });
}

function addInspection({ program, context, finish }: AddInput): void {
  program
    .command('explain')
    .description('which attempts a request uses, in what order, and why the others are out')
    .argument('[request-id]', 'a request in the log: what happened, and why')
    .option('--key <key>', 'a key: its name, id or secret')
    .option('--body <json>', 'the body of a request, or @file')
    .option('--endpoint <path>', 'where the body would be sent', '/v1/chat')
    .option(...WORKSPACE)
    .action(async (requestId: string | undefined, _options, command: Command) => {
      const { explain } = await import('./commands/explain.ts');
      finish(await explain({ context, options: command.optsWithGlobals(), requestId }));
    });
  program
    .command('doctor')
    .description('what is wrong with this installation, and what helps')
    .option('--live', 'ask each connection that a route uses for one token')
    .action(async (_options, command: Command) => {
      const { doctor } = await import('./commands/doctor.ts');
      finish(await doctor({ context, options: command.optsWithGlobals() }));
    });
  program
    .command('logs')
    .description('the newest requests')
    .option('-n, --limit <number>', 'how many', '20')
    .option('--follow', 'go on as requests come in')
    .option('--key <key>', 'only of this key')
    .option('--outcome <outcome>', 'only answered, failed, cut or cancelled')
    .option('--trace <id>', 'only those that came with this trace id')
    .action(async (_options, command: Command) => {
      const { logs } = await import('./commands/logs.ts');
      finish(await logs({ context, options: command.optsWithGlobals() }));
    });
}

function addCatalogue({ program, context, finish }: AddInput): void {
  program
    .command('providers')
    .description('the providers that a connection can name')
    .action(async (_options, command: Command) => {
      const { providers } = await import('./commands/providers.ts');
      finish(await providers({ context, options: command.optsWithGlobals() }));
    });
  program
    .command('models')
    .description('the models that the catalogue knows, with abilities and prices')
    .argument('[filter]', 'a part of the name')
    .option('--provider <id>', 'only of this provider')
    .action(async (filter: string | undefined, _options, command: Command) => {
      const { models } = await import('./commands/models.ts');
      finish(await models({ context, options: command.optsWithGlobals(), filter }));
    });
  program
    .command('cost')
    .description('what some usage of a model costs, line by line, by the code that charges it')
    .requiredOption('--model <id>', 'the model, as the provider names it')
    .requiredOption('--usage <json>', '`usage` of an answer; also cache_write_5m_tokens, audio_input_tokens, images …')
    .option('--provider <id>', 'by the catalogue, for this provider')
    .option('--connection <name>', 'by the prices and the margin of this connection')
    .option(...WORKSPACE)
    .option('--at <moment>', 'when the attempt begins; default: now')
    .action(async (_options, command: Command) => {
      const { cost } = await import('./commands/cost.ts');
      finish(await cost({ context, options: command.optsWithGlobals() }));
    });
}
