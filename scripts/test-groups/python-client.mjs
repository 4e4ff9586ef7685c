import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPythonPackages } from '../install-python-packages.mjs';

export const name = 'the published Python client';

/** The client, and what runs its tests. */
const PACKAGES = ['latentkit==0.2.1', 'pytest==8.4.2'];

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository, node, env }) {
  const suite = join(repository, 'gateway', 'tests', 'python-client', 'run.mjs');
  if (!existsSync(suite)) return { passed: 0, failed: 0, skipped: 1, reason: `there is no ${suite} yet` };
  const folder = join(repository, 'node_modules', '.cache', 'python-client');
  const imports = ['latentkit', 'pytest'];
  const { python, problem } = await installPythonPackages({ folder, env, packages: PACKAGES, imports });
  if (python === undefined) return { passed: 0, failed: 0, skipped: 1, reason: problem };
  /** @type {{ run: (context: { python: string, node: string, env: NodeJS.ProcessEnv }) => Promise<import('../test-group.mjs').GroupResult> }} */
  const { run: runSuite } = await import(pathToFileURL(suite).href);
  return runSuite({ python, node, env });
}
