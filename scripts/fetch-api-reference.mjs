// Fetches the script that draws the page /docs/api: `node scripts/fetch-api-reference.mjs`. It is one file of an npm package
// whose dependencies (240 MB) nobody needs, so the package is no dependency.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOfTarball } from './file-of-tarball.mjs';
import { npmCommand } from './npm-command.mjs';
import { REPOSITORY } from './repository.mjs';

export const API_REFERENCE = {
  package: '@scalar/api-reference@1.72.1',
  /** Of the tarball, as the npm registry states it. */
  integrity: 'sha512-XpEJ0rfc/cXbCrR+iC4kK0o/WwX2dTtGQbT049OlPKAHD6IMIFdTeGz2r+M27P2EDWKyUITRm/NzlP8z2pw/Ow==',
  path: 'package/dist/browser/standalone.js',
  /** Of the file, in bytes: tells another version from this one without reading it. */
  size: 4_353_277,
};

const TARGET = join(REPOSITORY, 'gateway', 'assets', 'api-reference', 'reference.js');
const CACHE = join(REPOSITORY, 'node_modules', '.cache', 'api-reference');
/** What npm tells the scripts that it runs about itself: it would send the inner npm elsewhere. */
const OF_OUTER_NPM = /^npm_config_(workspaces?|include_workspace_root|pack_destination|dry_run|json|local_prefix)$/;

/**
 * Puts the script into gateway/assets/api-reference, unless it is there.
 * @returns {string | undefined} why it is not there
 */
export function fetchApiReference() {
  if (existsSync(TARGET) && statSync(TARGET).size === API_REFERENCE.size) return undefined;
  try {
    const tarball = pack();
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    if (integrity !== API_REFERENCE.integrity) throw new Error(`${API_REFERENCE.package} is not what it was`);
    const script = fileOfTarball({ tarball, path: API_REFERENCE.path });
    if (script?.length !== API_REFERENCE.size) throw new Error(`${API_REFERENCE.path} is not what it was`);
    // Never half a file under its name.
    writeFileSync(`${TARGET}.part`, script);
    renameSync(`${TARGET}.part`, TARGET);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(CACHE, { recursive: true, force: true });
  }
}

function pack() {
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const patience = ['--fetch-retries=0', '--fetch-timeout=30000'];
  const { command, args, shell } = npmCommand([
    ...['pack', API_REFERENCE.package, '--ignore-scripts', '--loglevel=error', '--prefer-offline'],
    ...patience,
  ]);
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !OF_OUTER_NPM.test(name.toLowerCase())),
  );
  // In the folder itself: a path in the arguments would have to be quoted for a shell.
  const { status, stderr, error } = spawnSync(command, args, { cwd: CACHE, env, shell, encoding: 'utf8' });
  const [tarball] = readdirSync(CACHE).filter((file) => file.endsWith('.tgz'));
  if (status !== 0 || tarball === undefined) {
    throw new Error(error?.message ?? stderr.trim().split('\n')[0] ?? 'npm pack failed');
  }
  return readFileSync(join(CACHE, tarball));
}

if (import.meta.main ?? process.argv[1]?.endsWith('fetch-api-reference.mjs')) {
  const problem = fetchApiReference();
  if (problem !== undefined) console.error(`The script of /docs/api could not be fetched: ${problem}`);
  process.exitCode = problem === undefined ? 0 : 1;
}
