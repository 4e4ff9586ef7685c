import type { Command } from 'commander';
import { buildCli } from '../../src/cli/build-cli.ts';
import type { CliContext } from '../../src/cli/cli-context.ts';

/** The command line as it is built, for looking at. None of its commands can run. */
export function buildIdleCli(): Command {
  return buildCli({ context: IDLE_CONTEXT, version: '', finish: () => {} });
}

const IDLE_CONTEXT: CliContext = {
  env: {},
  ids: { next: notRun },
  now: notRun,
  randomBytes: notRun,
  write: notRun,
  writeError: notRun,
  readFile: notRun,
  interrupted: AbortSignal.abort(),
  start: notRun,
  openInstallation: notRun,
  inspect: notRun,
  findGateway: notRun,
};

function notRun(): never {
  throw new Error('this command line is only looked at');
}
