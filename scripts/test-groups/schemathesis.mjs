import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPythonPackages } from '../install-python-packages.mjs';

export const name = 'the control plane against its own OpenAPI document';

const PACKAGES = ['schemathesis==4.32.5'];

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository, node, env }) {
  const folder = join(repository, 'node_modules', '.cache', 'schemathesis');
  const { python, problem } = await installPythonPackages({
    folder,
    env,
    packages: PACKAGES,
    imports: ['schemathesis'],
  });
  if (python === undefined) return { passed: 0, failed: 0, skipped: 1, reason: problem };
  const suite = join(repository, 'gateway', 'tests', 'schemathesis', 'run.mjs');
  /** @type {{ run: (context: { st: string, node: string, env: NodeJS.ProcessEnv }) => Promise<import('../test-group.mjs').GroupResult> }} */
  const { run: runSuite } = await import(pathToFileURL(suite).href);
  return runSuite({ st: join(python, '..', process.platform === 'win32' ? 'st.exe' : 'st'), node, env });
}
