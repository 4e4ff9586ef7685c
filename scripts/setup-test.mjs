// What the tests need beside npm packages. `node scripts/setup-test.mjs` says what is there; `npm test` calls it first.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where Debian puts the programs of PostgreSQL, which are not on the PATH there. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
/** Debian asks this file whether a service may start after its package was installed; 101 means no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/** @typedef {{ name: string, usedFor: string, packages: string[], isThere: () => boolean }} Need */

/** @type {Need[]} */
const NEEDS = [
  {
    name: 'Python 3 with venv',
    usedFor: 'the test with the published Python client',
    packages: ['python3', 'python3-venv'],
    isThere: () => succeeds('python3', ['-c', 'import venv, ensurepip']),
  },
  {
    name: 'PostgreSQL (initdb, pg_ctl, postgres)',
    usedFor: "the store's contract test",
    packages: ['postgresql'],
    isThere: hasPostgres,
  },
  {
    name: 'Redis or Valkey (redis-server, valkey-server)',
    usedFor: 'the tests of rate limits that several gateways share',
    packages: ['redis-server'],
    isThere: () => succeeds('redis-server', ['--version']) || succeeds('valkey-server', ['--version']),
  },
];

/**
 * Installs what is missing when this is root on Debian, else says what is missing and what then does not run.
 * @returns {{ missing: string[] }} names of what is still missing
 */
export function setUpTests() {
  let missing = NEEDS.filter((need) => !need.isThere());
  if (missing.length > 0 && canInstall()) {
    install(missing.flatMap((need) => need.packages));
    missing = missing.filter((need) => !need.isThere());
  }
  for (const { name, usedFor, packages } of missing) {
    console.log(`Missing: ${name}, for ${usedFor}. On Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`);
  }
  return { missing: missing.map((need) => need.name) };
}

/** Tests start their own cluster from these programs; a server that runs already is never used. */
function hasPostgres() {
  const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES) : [];
  return versions.some((version) => existsSync(join(DEBIAN_POSTGRES, version, 'bin', 'initdb')));
}

function canInstall() {
  const isDebian =
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  return isDebian && process.getuid?.() === 0;
}

/** @param {string[]} packages */
function install(packages) {
  console.log(`Installing for the tests: ${packages.join(' ')} …`);
  const holdsServices = !existsSync(SERVICE_POLICY);
  if (holdsServices) writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const aptGet = (/** @type {string[]} */ args) =>
      spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8', timeout: 600_000 });
    aptGet(['update']);
    const { status, stdout, stderr } = aptGet(['install', '-y', '--no-install-recommends', ...packages]);
    if (status !== 0)
      console.log(`apt-get could not install them:\n${`${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n')}`);
  } finally {
    if (holdsServices) rmSync(SERVICE_POLICY, { force: true });
  }
}

/** @param {string} command @param {string[]} args */
function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && setUpTests().missing.length === 0) {
  console.log('Everything that the tests need is there.');
}
