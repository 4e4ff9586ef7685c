import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_REFERENCE, fetchApiReference } from './fetch-api-reference.mjs';
import { npmCommand } from './npm-command.mjs';
import { REPOSITORY } from './repository.mjs';

const LOCK = join(REPOSITORY, 'package-lock.json');
const MODULES = join(REPOSITORY, 'node_modules');
const STAMP = join(MODULES, '.latentkit-stamp');
/** npm's own record of what it put into node_modules. */
const INSTALLED = join(MODULES, '.package-lock.json');

/**
 * Installs the dependencies unless node_modules already is what package-lock.json says.
 * Ends the process with npm's exit code when npm fails.
 */
export function installDependencies() {
  const lock = readFileSync(LOCK, 'utf8');
  const stamp = createHash('sha256').update(lock).update(API_REFERENCE.integrity).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  if (!hasEverythingOf(lock)) runNpm();
  // Tried once: who starts without a network must not wait for it each time.
  const problem = fetchApiReference();
  if (problem !== undefined) console.error(`Without the page /docs/api, whose script could not be fetched: ${problem}`);
  writeFileSync(STAMP, stamp);
}

/**
 * True after an `npm install` or `npm ci` by hand: nothing to do, then.
 * @param {string} lock
 */
function hasEverythingOf(lock) {
  if (!existsSync(INSTALLED)) return false;
  const wanted = Object.entries(JSON.parse(lock).packages);
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  return wanted.every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link) return true;
    const found = installed[path];
    // An optional package of another system is rightly absent.
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

function runNpm() {
  console.log(
    existsSync(MODULES)
      ? 'package-lock.json has changed: installing the dependencies anew …'
      : 'First run: installing the dependencies into ./node_modules (about half a minute) …',
  );
  // `error` hides that some packages ask for a newer Node than npm's own: they run on the one that is installed here.
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--engine-strict=false',
    '--include=dev',
    '--include=optional',
  ];
  // Windows cannot delete a running node.exe, which `npm ci` would try when node_modules exists.
  const verb = process.platform === 'win32' && existsSync(MODULES) ? 'install' : 'ci';
  const { command, args, shell } = npmCommand([verb, ...quiet]);
  const { status, error } = spawnSync(command, args, {
    cwd: REPOSITORY,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell,
  });
  if (status === 0) return;
  console.error(`npm ${verb} failed${error ? `: ${error.message}` : ''}. Is the npm registry reachable from here?`);
  process.exit(status || 1);
}
