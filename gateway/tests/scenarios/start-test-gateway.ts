import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerTimings } from '../../src/dataplane/server-options.ts';
import type { Clock } from '../../src/domain/ports.ts';
import type { UpstreamTransport } from '../../src/domain/upstream.ts';
import { readSettings } from '../../src/main/read-settings.ts';
import { startWatchedGateway } from '../leaks/start-watched-gateway.ts';

export const TEST_KEY = 'lk_live_scenario_key_0123456789abcdef';
export const SANDBOX_KEY = 'lk_test_scenario_key_0123456789abcdef';

export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly logged: readonly string[];
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Stops it, as a signal does. */
  close(options: { withinMs: number }): Promise<void>;
}

/**
 * A whole gateway on a free port, in a data folder of its own unless one is given, from a configuration file. To close it
 * fails when it left a secret anywhere.
 */
export async function startTestGateway({
  yaml,
  env = {},
  settingsEnv = {},
  dataDir: givenDir,
  ...more
}: {
  yaml: string;
  /** Of an earlier gateway; stays when this one goes. */
  dataDir?: string;
  env?: Record<string, string>;
  /** What the gateway's own settings are read from, beside its flags. */
  settingsEnv?: Record<string, string>;
  clock?: Clock;
  timings?: ServerTimings;
  transport?: UpstreamTransport;
  /** What a test puts into every field, of secrets and of names. */
  everywhere?: readonly string[];
}): Promise<TestGateway> {
  const dataDir = givenDir ?? mkdtempSync(join(tmpdir(), 'latentkit-scenario-'));
  const configPath = join(dataDir, 'latentkit.yaml');
  writeFileSync(configPath, yaml);
  const settings = readSettings({ env: settingsEnv, flags: { port: '0', data: dataDir, config: configPath } });
  const gateway = await startWatchedGateway({ settings, env, ...more });
  let closed: Promise<void> | undefined;
  const close = (options: { withinMs: number }) => {
    closed ??= gateway.close(options);
    return closed;
  };
  const auth = { Authorization: `Bearer ${TEST_KEY}` };
  return {
    url: gateway.url,
    dataDir,
    logged: gateway.logged,
    post: (path, body, headers = {}) =>
      fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...auth, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}) => fetch(gateway.url + path, { headers: { ...auth, ...headers } }),
    close,
    async [Symbol.asyncDispose]() {
      try {
        await close({ withinMs: 1_000 });
      } finally {
        if (givenDir === undefined) rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

/** A connection, as YAML, to a fake upstream that speaks the OpenAI format. */
export function connectionYaml({ name, url }: { name: string; url: string }): string {
  return `
  - name: ${name}
    provider: openai-compatible
    access: byok
    api_key: upstream-secret-${name}
    base_url: ${url}/v1
    models:
      - { id: m, capabilities: [chat, tools, json, vision, embeddings, image_generation, image_edit], context_window: 128000, prices: { input_usd_per_mtok: 1, cached_input_usd_per_mtok: 0.1, output_usd_per_mtok: 4 } }`;
}

/** A workspace with these upstreams as the attempts of its one route, in order. */
export function routeYaml({
  upstreams,
  route = '',
  key = '',
}: {
  upstreams: Record<string, string>;
  route?: string;
  key?: string;
}): string {
  const names = Object.keys(upstreams);
  return `version: 1
workspace: acme
connections:${names.map((name) => connectionYaml({ name, url: upstreams[name] ?? '' })).join('')}
routes:
  - name: default
    ${route}
    attempts:
${names.map((name) => `      - { connection: ${name}, model: m, first_content_timeout_ms: 300, idle_timeout_ms: 300, timeout_ms: 2000 }`).join('\n')}
keys:
  - { name: backend, route: default, secret: ${TEST_KEY}${key} }
  - { name: sandboxed, route: default, secret: ${SANDBOX_KEY} }
`;
}

export interface SseEvent {
  readonly event: string | undefined;
  readonly data: string;
}

/** Reads a whole stream. Comments are left out, as every client leaves them out. */
export async function readSse(response: Response): Promise<SseEvent[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const lines = block.split('\n');
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      return { event: field('event'), data: field('data') ?? '' };
    });
}

// A body of unknown shape, to be held against an expectation.
// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it is written where it is read
export async function json(response: Response): Promise<any> {
  return response.json();
}
