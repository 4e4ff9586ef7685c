import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../scripts/run-command.mjs';
import { freePort, startGateway } from '../../../scripts/running-gateway.mjs';
import { lookThrough } from '../leaks/look-through.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const LIVE_KEY = 'lk_live_python_client_0123456789abcdef';
const TEST_KEY = 'lk_test_python_client_0123456789abcdef';
const CONFIG = `version: 1
workspace: acme
connections:
  - { name: sandbox, provider: sandbox, access: byok }
routes:
  - { name: default, attempts: [{ connection: sandbox, model: sandbox }] }
keys:
  - { name: backend, route: default, secret: ${LIVE_KEY} }
  - { name: sandboxed, route: default, secret: ${TEST_KEY} }
`;

/**
 * Runs the tests of the published client against a gateway of its own.
 * @param {{ python: string, node: string, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<import('../../../scripts/test-group.mjs').GroupResult>}
 */
export async function run({ python, node, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'latentkit-python-client-'));
  const config = join(folder, 'latentkit.yaml');
  writeFileSync(config, CONFIG);
  const port = await freePort();
  const main = join(HERE, '..', '..', 'src', 'main.ts');
  const args = [main, 'start', '--config', config, '--data', join(folder, 'data'), '--port', String(port)];
  const ownEnv = { ...env, LATENTKIT_LOG_LEVEL: 'debug' };
  const gateway = await startGateway({ command: node, args, cwd: folder, env: ownEnv, port, timeoutMs: 30_000 });
  try {
    const { output } = await runCommand({
      command: python,
      args: ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', HERE],
      cwd: folder,
      env: {
        ...env,
        PYTHONDONTWRITEBYTECODE: '1',
        LATENTKIT_BASE_URL: gateway.address,
        LATENTKIT_API_KEY: LIVE_KEY,
        LATENTKIT_TEST_KEY: TEST_KEY,
      },
    });
    const passed = countOf(output, 'passed');
    const failed = countOf(output, 'failed') + countOf(output, 'error');
    if (failed > 0 || passed === 0) console.log(output);
    return { passed, failed: passed === 0 ? Math.max(1, failed) : failed };
  } finally {
    await gateway.stop();
    const looking = lookThrough({ node, folder, config, said: gateway.output(), env: ownEnv });
    await looking.finally(() => rmSync(folder, { recursive: true, force: true }));
  }
}

/** @param {string} output @param {string} word */
function countOf(output, word) {
  return Number(new RegExp(`(\\d+) ${word}`).exec(output.trim().split('\n').at(-1) ?? '')?.[1] ?? 0);
}
