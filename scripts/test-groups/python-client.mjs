import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../run-command.mjs';

export const name = 'the published Python client';

/** The client, and what runs its tests. */
const PACKAGES = ['latentkit==0.2.1', 'pytest==8.4.2'];

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository, node, env }) {
  const suite = join(repository, 'gateway', 'tests', 'python-client', 'run.mjs');
  if (!existsSync(suite)) return { passed: 0, failed: 0, skipped: 1, reason: `there is no ${suite} yet` };
  const folder = join(repository, 'node_modules', '.cache', 'python-client');
  const { python, problem } = await installClient({ folder, env });
  if (python === undefined) return { passed: 0, failed: 0, skipped: 1, reason: problem };
  /** @type {{ run: (context: { python: string, node: string, env: NodeJS.ProcessEnv }) => Promise<import('../test-group.mjs').GroupResult> }} */
  const { run: runSuite } = await import(pathToFileURL(suite).href);
  return runSuite({ python, node, env });
}

/**
 * @param {{ folder: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ python?: string, problem?: string }>} the interpreter that has the client, or why there is none
 */
async function installClient({ folder, env }) {
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === PACKAGES.join() && (await works({ python, env })))
    return { python };
  rmSync(folder, { recursive: true, force: true });
  const created = await runCommand({ command: 'python3', args: ['-m', 'venv', folder], env });
  if (!created.ok) return { problem: `no Python virtual environment: ${lastLine(created.output)}` };
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES];
  const installed = await runCommand({ command: python, args, env });
  if (!installed.ok)
    return { problem: `pip could not install ${PACKAGES.join(' and ')}: ${lastLine(installed.output)}` };
  writeFileSync(stamp, PACKAGES.join());
  return { python };
}

/** @param {{ python: string, env: NodeJS.ProcessEnv }} options */
async function works({ python, env }) {
  return (await runCommand({ command: python, args: ['-c', 'import latentkit, pytest'], env })).ok;
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? '';
}
