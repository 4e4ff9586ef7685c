import { join } from 'node:path';
import { runCommand } from '../run-command.mjs';

export const name = 'format and lint';

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository, node, env }) {
  const biome = join(repository, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { ok, output } = await runCommand({
    command: node,
    args: [
      biome,
      'ci',
      '--diagnostic-level=warn',
      '--max-diagnostics=50',
      `--colors=${process.stdout.isTTY ? 'force' : 'off'}`,
      '.',
    ],
    cwd: repository,
    env,
  });
  if (!ok) console.log(`${output}\nRepair what can be repaired by itself with: npm run format`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}
