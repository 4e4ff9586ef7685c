import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../scripts/run-command.mjs';

/**
 * Searches what a gateway of a script left behind, once it has stopped, for the secrets that it was given.
 * @param {{ node: string, folder: string, config: string, said: string, env: NodeJS.ProcessEnv }} gateway `folder`: its
 * working directory, with the data in `data`
 * @throws Error that names each secret and the place where it is
 */
export async function lookThrough({ node, folder, config, said, env }) {
  const saidIn = join(folder, 'said.txt');
  writeFileSync(saidIn, said);
  const script = join(dirname(fileURLToPath(import.meta.url)), 'look-through-folder.ts');
  const { ok, output } = await runCommand({
    command: node,
    args: [script, join(folder, 'data'), config, saidIn],
    cwd: folder,
    env,
  });
  if (!ok) throw new Error(output);
}
