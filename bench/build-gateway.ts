import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../scripts/repository.mjs';

/**
 * Builds what the published package runs, into a folder that no other build clears. Returns the path of its main.js.
 * @throws Error with what the build said
 */
export function buildGateway(): string {
  const output = join(REPOSITORY, 'bench', 'dist');
  const args = [join(REPOSITORY, 'scripts', 'build.mjs'), '--out', output, '--source-maps'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: REPOSITORY, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the gateway could not be built:\n${stdout}${stderr}`);
  return join(output, 'main.js');
}
