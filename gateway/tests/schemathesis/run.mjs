import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../scripts/run-command.mjs';
import { freePort, startGateway } from '../../../scripts/running-gateway.mjs';
import { lookThrough } from '../leaks/look-through.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const TOKEN = 'lkadm_schemathesis_0123456789abcdef0123456789';
const CONFIG = `version: 1
workspace: acme
connections:
  - { name: sandbox, provider: sandbox, access: byok }
routes:
  - { name: default, attempts: [{ connection: sandbox, model: sandbox }] }
`;
/** What every answer is held against. An edit without If-Match is a 428 (RFC 6585), which their check of headers refuses. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
];

/**
 * Has schemathesis send what the OpenAPI document allows, and what it does not, to a gateway of its own: no answer may be a
 * 5xx, and none may be undocumented.
 * @param {{ st: string, node: string, env: NodeJS.ProcessEnv, examples?: number }} context
 * @returns {Promise<import('../../../scripts/test-group.mjs').GroupResult>}
 */
export async function run({ st, node, env, examples = 6 }) {
  const folder = mkdtempSync(join(tmpdir(), 'latentkit-schemathesis-'));
  const config = join(folder, 'latentkit.yaml');
  writeFileSync(config, CONFIG);
  const port = await freePort();
  const main = join(HERE, '..', '..', 'src', 'main.ts');
  const args = [main, 'start', '--config', config, '--data', join(folder, 'data'), '--port', String(port)];
  const ownEnv = { ...env, LATENTKIT_ADMIN_TOKEN: TOKEN, LATENTKIT_LOG_LEVEL: 'debug' };
  const gateway = await startGateway({ command: node, args, cwd: folder, env: ownEnv, port, timeoutMs: 30_000 });
  try {
    const { ok, output } = await runCommand({
      command: st,
      args: [
        'run',
        `${gateway.address}/api/openapi.json`,
        ...['-H', `Authorization: Bearer ${TOKEN}`],
        ...['--checks', CHECKS.join()],
        ...['--phases', 'examples,coverage,fuzzing,stateful'],
        ...['--max-examples', String(examples)],
        ...['--seed', env.SCHEMATHESIS_SEED ?? '1'],
        '--continue-on-failure',
      ],
      cwd: folder,
      env: { ...env, NO_COLOR: '1' },
    });
    const tested = Number(/Tested: (\d+)/.exec(output)?.[1] ?? 0);
    const failures = Number(
      /found \d+ (?:unique )?(\d+)? ?unique failures|(\d+) unique failures/.exec(output)?.[2] ?? 0,
    );
    if (!ok || tested === 0) console.log(output, gateway.output().slice(-20_000));
    return { passed: tested - Math.min(tested, failures), failed: ok && tested > 0 ? 0 : Math.max(1, failures) };
  } finally {
    await gateway.stop();
    const looking = lookThrough({ node, folder, config, said: gateway.output(), env: ownEnv });
    await looking.finally(() => rmSync(folder, { recursive: true, force: true }));
  }
}
