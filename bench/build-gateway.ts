import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../scripts/repository.mjs';

/** Builds what the published package runs. Returns the path of its main.js. @throws Error with what the build said */
export function buildGateway(): string {
  const script = join(REPOSITORY, 'scripts', 'build.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: REPOSITORY, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the gateway could not be built:\n${stdout}${stderr}`);
  return join(REPOSITORY, 'gateway', 'dist', 'main.js');
}
