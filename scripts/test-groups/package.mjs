import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { npmCommand } from '../npm-command.mjs';
import { runCommand } from '../run-command.mjs';
import { freePort, startGateway } from '../running-gateway.mjs';

export const name = 'first start, second start, and the package';

const SECOND_START_MS = 1_500;
/** Something else on the machine may spoil one measurement, not all of them. */
const MEASUREMENTS = 5;
/** From so many waiting processes per processor on, wall-clock time says nothing about a program. */
const BUSY_LOAD = 2;
/** What a clone has not. */
const NOT_CLONED = ['node_modules', '.git', 'dist', 'data', '.cache', '.venv', '__pycache__'];
const KEY = /lk_(?:live|test)_[A-Za-z0-9_-]{24,}/;
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/;

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository }) {
  if (!existsSync(join(repository, 'gateway', 'src', 'main.ts'))) {
    return { passed: 0, failed: 0, skipped: 1, reason: 'there is no gateway/src/main.ts yet' };
  }
  const folder = mkdtempSync(join(tmpdir(), 'latentkit-package-'));
  const clone = join(folder, 'clone');
  cpSync(repository, clone, { recursive: true, filter: (path) => isCloned(relative(repository, path)) });
  const tests = [
    ['npm start on a fresh clone installs, starts, prints a key, and that key gets an answer', firstStart],
    ['the second start is ready in under 1.5 s', secondStart],
    ['the packed package starts in an empty folder, prints a key, and that key gets an answer', packedStart],
  ];
  const result = { passed: 0, failed: 0, skipped: 0, reason: '' };
  try {
    for (const [promise, test] of /** @type {[string, typeof firstStart][]} */ (tests)) {
      try {
        await test({ folder, clone });
        console.log(`   ✓ ${promise}`);
        result.passed += 1;
      } catch (error) {
        const reason = reasonToSkip(error);
        console.log(`   ${reason ? '-' : '✗'} ${promise}\n${reason ?? error}`);
        result[reason ? 'skipped' : 'failed'] += 1;
        result.reason = reason ?? result.reason;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  return result;
}

class CannotRun extends Error {}

/** @param {unknown} error */
function reasonToSkip(error) {
  if (error instanceof CannotRun) return error.message;
  const text = String(error);
  return NO_NETWORK.test(text) && text.includes('npm error') ? 'the npm registry cannot be reached' : undefined;
}

/** @param {{ folder: string, clone: string }} folders */
async function firstStart({ clone }) {
  const gateway = await startByNpm({ clone, timeoutMs: 300_000 });
  await getAnswer(gateway).finally(gateway.stop);
}

/** @param {{ folder: string, clone: string }} folders */
async function secondStart({ clone }) {
  /** @type {number[]} */
  const measured = [];
  while (measured.length < MEASUREMENTS && !measured.some((ms) => ms < SECOND_START_MS)) {
    const gateway = await startByNpm({ clone, timeoutMs: 30_000 });
    measured.push(Math.round(gateway.readyAfterMs));
    await gateway.stop();
  }
  console.log(`   npm start to ready: ${measured.join(', ')} ms`);
  if (Math.min(...measured) < SECOND_START_MS) return;
  const load = (loadavg()[0] ?? 0) / availableParallelism();
  const slow = `${Math.min(...measured)} ms at best, ${load.toFixed(1)} processes waiting per processor`;
  throw load > BUSY_LOAD ? new CannotRun(`the machine is too busy to measure a start: ${slow}`) : new Error(slow);
}

/** @param {{ folder: string, clone: string }} folders */
async function packedStart({ folder, clone }) {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  await npm({ args: ['pack', '--workspace', 'gateway', '--pack-destination', folder], cwd: clone });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  assert.ok(tarball, 'npm pack left no package');
  await npm({ args: ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)], cwd: empty });
  const port = await freePort();
  const npx = npmCommand(['exec', '--no', '--', 'latentkit', 'start', '--port', String(port)]);
  const gateway = await startGateway({ ...npx, cwd: empty, env: environmentOfAStranger(), port, timeoutMs: 30_000 });
  await getAnswer(gateway).finally(gateway.stop);
}

/** @param {{ clone: string, timeoutMs: number }} options */
async function startByNpm({ clone, timeoutMs }) {
  const port = await freePort();
  const start = npmCommand(['start', '--', '--port', String(port)]);
  return startGateway({ ...start, cwd: clone, env: environmentOfAStranger(), port, timeoutMs });
}

/** @param {Awaited<ReturnType<typeof startGateway>>} gateway */
async function getAnswer({ address, output }) {
  // Ready is a moment earlier than printed.
  for (let waits = 0; waits < 50 && !KEY.test(output()); waits += 1) await sleep(50);
  const key = output().match(KEY)?.[0];
  assert.ok(key, `no key was printed:\n${output()}`);
  const response = await fetch(`${address}/v1/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Good morning' }] }),
  });
  const answer = /** @type {{ content?: unknown }} */ (await response.json());
  assert.equal(response.status, 200, JSON.stringify(answer));
  assert.ok(typeof answer.content === 'string' && answer.content.length > 0, JSON.stringify(answer));
  const refused = await fetch(`${address}/v1/chat`, { method: 'POST' });
  const { docs } = /** @type {{ docs: string }} */ (await refused.json());
  const page = await fetch(`${address}${docs}`);
  assert.equal(page.status, 200, `${docs} is not there`);
  assert.match(await page.text(), new RegExp(`id="${docs.split('#')[1]}"`));
}

/** @param {{ args: string[], cwd: string }} options */
async function npm({ args, cwd }) {
  const { ok, output } = await runCommand({ ...npmCommand(args), cwd, env: environmentOfAStranger() });
  assert.ok(ok, output);
}

/** What the environment is outside of this checkout: without its commands, without what npm tells its scripts. */
function environmentOfAStranger() {
  const told =
    /^(npm_(package|lifecycle|command|node|config_(local_prefix|noproxy))|INIT_CWD$|LATENTKIT_|DATABASE_URL$|REDIS_URL$)/;
  const kept = Object.entries(process.env).filter(([variable]) => !told.test(variable));
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !/node_modules[\\/]\.bin$/.test(part));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

/** @param {string} path from the checkout */
function isCloned(path) {
  return !path.split(/[\\/]/).some((part) => NOT_CLONED.includes(part));
}
