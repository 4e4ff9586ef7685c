import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { createIdSource } from '../domain/ids.ts';
import { buildCli } from './build-cli.ts';
import type { CliContext, Environment } from './cli-context.ts';
import { CliError, EXIT } from './cli-error.ts';

export interface RunCliInput extends Pick<CliContext, 'start' | 'openInstallation' | 'inspect' | 'findGateway'> {
  /** As `process.argv`: two words, then the arguments. */
  readonly argv: readonly string[];
  readonly env: Environment;
}

/** Runs one command and gives its exit code: 0 done, 1 a problem was found, 2 the command line is wrong. */
export async function runCli({ argv, env, ...actions }: RunCliInput): Promise<number> {
  const interruption = new AbortController();
  const context: CliContext = {
    ...actions,
    env,
    ids: createIdSource({ now: Date.now, randomBytes }),
    now: Date.now,
    randomBytes,
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    readFile: (path) => readFileSync(path, 'utf8'),
    interrupted: interruption.signal,
  };
  // `logs | head` closes the pipe: that is no error. `logs --follow` ends with Ctrl-C.
  process.stdout.once('error', () => process.exit(EXIT.ok));
  if (argv[2] === 'logs') process.once('SIGINT', () => interruption.abort());
  return runCommand({ context, args: argv.slice(2), version: readVersion() });
}

/** The same for a given context: what tests call. */
export async function runCommand({
  context,
  args,
  version,
}: {
  readonly context: CliContext;
  readonly args: readonly string[];
  readonly version: string;
}): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildCli({
    context,
    version,
    finish: (code) => {
      exitCode = code;
    },
  });
  prepare({ command: program, context });
  try {
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError({ error, context });
  }
}

/** Commands inherit none of this: each gets it for itself. */
function prepare({ command, context }: { readonly command: Command; readonly context: CliContext }): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => context.write(text),
    writeErr: (text) => context.writeError(text),
    outputError: (text, write) => write(text.replace(/^error: /, 'latentkit: ').replace(/\n\(/, ' (')),
  });
  for (const child of command.commands) prepare({ command: child, context });
}

/** One clear line and what to do: a stack helps nobody who only typed a command. */
function reportError({ error, context }: { readonly error: unknown; readonly context: CliContext }): number {
  // Commander has written its own line by now; `help` and `--version` end this way, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const message = error instanceof Error ? error.message : String(error);
  context.writeError(`latentkit: ${message}\n`);
  if (error instanceof CliError && error.hint !== undefined) context.writeError(`    ${error.hint}\n`);
  if (context.env.LATENTKIT_LOG_LEVEL === 'debug' && error instanceof Error) context.writeError(`${error.stack}\n`);
  return error instanceof CliError ? error.exitCode : EXIT.problem;
}

/** From the package that this file lies in, as source or as built. */
function readVersion(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (!existsSync(path)) continue;
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown';
  }
  return 'unknown';
}
