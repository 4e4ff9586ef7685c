import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CliContext } from '../../src/cli/cli-context.ts';
import { runCommand } from '../../src/cli/run-cli.ts';
import { createIdSource } from '../../src/domain/ids.ts';
import { findGateway } from '../../src/main/find-gateway.ts';
import { inspectInstallation } from '../../src/main/inspect-installation.ts';
import { openForCommand } from '../../src/main/open-for-command.ts';

interface CommandInput {
  readonly dataDir: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly changes?: Partial<CliContext>;
}

/** A command on a data folder, with everything that it has in a terminal. */
export async function runCommandOn({ dataDir, args, env = {}, changes = {} }: CommandInput) {
  let out = '';
  const write = (text: string) => {
    out += text;
  };
  const context: CliContext = {
    env: { ...env, LATENTKIT_DATA_DIR: dataDir },
    ids: createIdSource({ now: Date.now, randomBytes }),
    now: Date.now,
    randomBytes,
    write,
    writeError: write,
    readFile: (path) => readFileSync(path, 'utf8'),
    interrupted: new AbortController().signal,
    start: async () => {},
    openInstallation: openForCommand,
    inspect: inspectInstallation,
    findGateway,
    ...changes,
  };
  const code = await runCommand({ context, args, version: '1.2.3' });
  return { code, out };
}
