import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CliContext } from '../../src/cli/cli-context.ts';
import type { DefinitionWrites, Store } from '../../src/domain/store.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { runCommandOn } from './run-command-on.ts';

const SECRET = `lk_live_${'a'.repeat(32)}`;

export interface YamlParts {
  readonly key?: string;
  readonly attempt?: string;
  readonly attempts?: string;
  readonly route?: string;
  readonly connections?: string;
  readonly access?: string;
  /** Further fields of the workspace, and further parts of the file. */
  readonly workspace?: string;
  readonly top?: string;
}

export interface Told {
  readonly level: string;
  readonly subject: string;
  readonly text: string;
  readonly fix?: { readonly text: string; readonly exact: string };
}

interface Asked {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly changes?: Partial<CliContext>;
}

export interface DoctorHome extends AsyncDisposable {
  readonly dataDir: string;
  readonly upstream: FakeUpstream;
  apply(parts?: YamlParts): Promise<void>;
  withStore(work: (store: Store) => Promise<unknown>): Promise<void>;
  change(work: (writes: DefinitionWrites) => Promise<void>): Promise<void>;
  run(args: readonly string[]): Promise<{ readonly code: number; readonly out: string }>;
  examine(asked?: Asked): ReturnType<typeof examine>;
}

/** A data folder and a provider, for `latentkit doctor` to look at. */
export async function createDoctorHome(): Promise<DoctorHome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-doctor-'));
  const upstream = await startFakeUpstream();
  const withStore = async (work: (store: Store) => Promise<unknown>) => {
    const store = await openSqliteStore({ dataDir });
    await work(store);
    await store.close();
  };
  return {
    dataDir,
    upstream,
    withStore,
    change: (work) => withStore((store) => store.write({ actor: { kind: 'setup' }, work: work })),
    run: (args) => runCommandOn({ dataDir, args }),
    examine: (asked = {}) => examine({ dataDir, ...asked }),
    async apply(parts = {}) {
      const changes = { readFile: () => yamlOf({ url: upstream.url, ...parts }) };
      const { code, out } = await runCommandOn({ dataDir, args: ['apply', '-f', 'latentkit.yaml'], changes });
      expect(code, out).toBe(0);
    },
    async [Symbol.asyncDispose]() {
      await upstream.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function examine({ dataDir, args = [], ...asked }: Asked & { readonly dataDir: string }) {
  const { code, out } = await runCommandOn({ dataDir, args: ['doctor', '--json', ...args], ...asked });
  const { ok, findings, matrix, gateway } = JSON.parse(out);
  const told: readonly Told[] = findings;
  const of = (level: string) => told.filter((finding) => finding.level === level);
  return { code, ok, matrix, gateway, told, problems: of('problem'), warnings: of('warning'), notes: of('note') };
}

function yamlOf({
  url,
  key = '',
  attempt = '',
  attempts = `{ connection: main, model: m ${attempt} }`,
  route = '',
  connections = '',
  access = 'byok',
  workspace = '',
  top = '',
}: YamlParts & { readonly url: string }): string {
  return `version: 1
workspace: { name: acme, ${workspace} budget: { usd: 10, window: total } }
connections:
  - { name: main, provider: openai-compatible, access: ${access}, api_key: upstream-secret-of-all, base_url: "${url}/v1", models: [{ id: m, capabilities: [chat, tools], prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 1 } }] }
  ${connections.replaceAll('{url}', url)}
routes:
  - { name: default, ${route} attempts: [${attempts}] }
keys:
  - { name: backend, route: default, secret: ${SECRET} ${key} }
${top}
`;
}
