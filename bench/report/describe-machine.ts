import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { REPOSITORY } from '../../scripts/repository.mjs';

/** The machine, as it was when this was called, and what ran on it. */
export function describeMachine(): string[] {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return [
    `${cpu?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores (${arch()}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}; load average before the run: ${load.join(', ')}`,
    `Node ${process.versions.node}, undici ${versionOf('undici')}, LatentKit ${versionOf('@latentkit/gateway')}${commit()}`,
  ];
}

function versionOf(packageName: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  return String(JSON.parse(readFileSync(manifest, 'utf8')).version);
}

/** Empty outside of a git checkout. */
function commit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short', 'HEAD');
  if (status !== 0) return '';
  const isChanged = git('status', '--porcelain', '--untracked-files=no', 'gateway', 'contract').stdout !== '';
  return `, commit ${stdout.trim()}${isChanged ? ' with changes' : ''}`;
}
