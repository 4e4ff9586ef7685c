import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.mjs';

export const name = 'generated files are up to date';

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository, node, env }) {
  const generator = join(repository, 'scripts', 'generate.ts');
  if (!existsSync(generator))
    return { passed: 0, failed: 0, skipped: 1, reason: 'there is no scripts/generate.ts yet' };
  const { ok, output } = await runCommand({ command: node, args: [generator, '--check'], cwd: repository, env });
  if (!ok) console.log(`${output}\nWrite them anew with: npm run generate`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}
