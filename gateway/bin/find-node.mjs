import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The oldest Node that runs LatentKit: `node:sqlite` and type stripping without a flag, and undici 8. */
export const OLDEST_NODE = '22.19.0';

/**
 * @param {string} version as in `process.versions.node`
 * @returns {boolean}
 */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // 23.0–23.5 are older than 22.19 in what they can do, though their number is higher.
  if (major === 23) return minor >= 6;
  return major > 22 || (major === 22 && minor >= 19);
}

/** npm packages that carry a Node executable; they are optional dependencies, of which npm installs the fitting one. */
const CARRIED_NODE_PACKAGES = [`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`];

/** @param {string} packageName */
function carriedExecutable(packageName) {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

/** @param {string} executable */
function runsSupportedNode(executable) {
  // A carried Node can be unusable where it was installed, e.g. one linked with glibc on a musl system.
  const answer = spawnSync(executable, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return answer.status === 0 && isSupportedNode(answer.stdout.trim().replace(/^v/, ''));
}

/**
 * The Node executable to run LatentKit with: this process's own when it is new enough, else one that came with npm.
 * @returns {string | undefined} an absolute path, or undefined when this machine has none
 */
export function findNode() {
  if (isSupportedNode(process.versions.node)) return process.execPath;
  return CARRIED_NODE_PACKAGES.map(carriedExecutable).find((path) => path !== undefined && runsSupportedNode(path));
}

/** What to tell a person whose machine has no fitting Node. */
export function noFittingNodeMessage() {
  return [
    `LatentKit needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.`,
    'npm carries a newer one for Linux (x64, arm64) and Windows (x64), unless optional dependencies were left out.',
    'On other systems install Node 24 from https://nodejs.org/en/download, then run the same command again.',
  ].join('\n');
}
