import { posix } from 'node:path';
import { isTest, type SourceFile } from './source-file.ts';

/**
 * The architecture: what each part of the server may import. Imports run one way; what implements a port of the domain
 * (store, ledger, limiter, idempotency, net, observe) is met only in `main`.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ['*'],
  cli: [
    'dataplane',
    'jobs',
    'diagnosis',
    'usage',
    'control',
    'pipeline',
    'providers',
    'wire',
    'config',
    'domain',
    'contract',
  ],
  // Of the wire, the strict reader of JSON bodies: one for every door.
  control: ['usage', 'providers', 'wire', 'config', 'domain', 'contract'],
  // Who somebody is, never what they may do. Met only in main, and loaded when somebody signs in.
  people: ['domain', 'contract'],
  // Explains what was recorded, with the planner that serves: above the pipeline, and never on the way of a request.
  diagnosis: ['pipeline', 'domain', 'contract'],
  // Reports of usage, and the sums that they are made of. Pure, over the store's port.
  usage: ['domain', 'contract'],
  dataplane: ['diagnosis', 'usage', 'pipeline', 'wire', 'domain', 'contract'],
  jobs: ['usage', 'domain', 'contract'],
  pipeline: ['providers', 'guards', 'wire', 'domain', 'contract'],
  config: ['providers', 'domain', 'contract'],
  providers: ['wire', 'domain', 'contract'],
  guards: ['domain', 'contract'],
  wire: ['domain', 'contract'],
  store: ['domain', 'contract'],
  ledger: ['domain', 'contract'],
  limiter: ['domain', 'contract'],
  idempotency: ['domain', 'contract'],
  net: ['domain', 'contract'],
  observe: ['domain', 'contract'],
  domain: ['contract'],
  contract: [],
};

/** Packages and modules of Node that only some parts may touch, so that the rest stays free of input and output. */
export const ONLY_IMPORTED_BY: Readonly<Record<string, readonly string[]>> = {
  kysely: ['store'],
  pg: ['store'],
  'node:sqlite': ['store'],
  undici: ['net'],
  'node:dns': ['net'],
  'node:net': ['main', 'net', 'dataplane', 'control'],
  'node:http': ['main', 'dataplane', 'control', 'net'],
  'node:fs': ['main', 'cli', 'config', 'store', 'ledger', 'observe'],
  'node:fs/promises': ['main', 'cli', 'config', 'store', 'ledger', 'observe'],
  'node:child_process': ['main', 'cli'],
  'node:worker_threads': ['main'],
  hono: ['control'],
  '@hono/zod-openapi': ['control'],
  'better-auth': ['people'],
  'better-auth/minimal': ['people'],
  'better-auth/plugins/two-factor': ['people'],
  '@better-auth/core': ['people'],
  '@better-auth/passkey': ['people'],
  jose: ['people'],
  nodemailer: ['people'],
  commander: ['main', 'cli'],
  pino: ['main', 'observe'],
  yaml: ['config'],
};

/** The part a file belongs to, or undefined for one that has no place in the table. */
export function layerOf(path: string): string | undefined {
  if (path.startsWith('contract/src/')) return 'contract';
  const inside = path.match(/^gateway\/src\/(.+)$/)?.[1];
  const name = inside?.split('/')[0]?.replace(/\.ts$/, '');
  const layer = name === 'composition' ? 'main' : name;
  return layer !== undefined && layer in MAY_IMPORT ? layer : undefined;
}

/** The path that an import of ours names; undefined for a package or a module of Node. */
export function importedPath({ importer, name }: { importer: string; name: string }): string | undefined {
  if (name.startsWith('.')) return posix.join(posix.dirname(importer), name);
  const ofContract = name.match(/^@latentkit\/contract\/(.+)$/)?.[1];
  return ofContract === undefined ? undefined : `contract/src/${ofContract}.ts`;
}

export function layerProblems(files: readonly SourceFile[]): string[] {
  return files.filter((file) => !isTest(file.path)).flatMap(problemsOfFile);
}

function problemsOfFile(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  if (layer === undefined) return [`${file.path} lies in no layer of the table`];
  return file.imports.flatMap((name) => {
    const path = importedPath({ importer: file.path, name });
    return path === undefined ? packageProblem({ file, layer, name }) : importProblem({ file, layer, path });
  });
}

function importProblem({ file, layer, path }: { file: SourceFile; layer: string; path: string }): string[] {
  if (isTest(path)) return [`${file.path} imports the test ${path}`];
  const target = layerOf(path);
  if (target === undefined) return [`${file.path} imports ${path}, which lies in no layer of the table`];
  const allowed = MAY_IMPORT[layer] ?? [];
  if (target === layer || allowed.includes('*') || allowed.includes(target)) return [];
  return [`${file.path} (${layer}) imports ${path} (${target})`];
}

function packageProblem({ file, layer, name }: { file: SourceFile; layer: string; name: string }): string[] {
  const allowed = ONLY_IMPORTED_BY[name];
  if (allowed === undefined || allowed.includes(layer)) return [];
  return [`${file.path} (${layer}) imports ${name}, which only ${allowed.join(', ')} may`];
}
