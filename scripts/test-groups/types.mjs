import { join } from 'node:path';
import { runCommand } from '../run-command.mjs';

export const name = 'types';

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository, node, env }) {
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const { ok, output } = await runCommand({ command: node, args: [tsc, '-p', 'tsconfig.json'], cwd: repository, env });
  if (!ok) console.log(output);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}
