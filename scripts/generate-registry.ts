import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { argv, exit } from 'node:process';

/**
 * Writes gateway/src/providers/registry.gen.ts from the files that define a provider: those with an object literal that
 * is a `ProviderAdapter`. With --check it writes nothing and fails if the file is out of date.
 */
const PROVIDERS = resolve(import.meta.dirname, '../gateway/src/providers');
const REGISTRY = join(PROVIDERS, 'registry.gen.ts');
// Both `export const groq = { … } satisfies ProviderAdapter;` and `export const groq: ProviderAdapter = { … };`.
const ADAPTER =
  /^export const (\w+)(: ProviderAdapter)? = \{\n {2}id: '([a-z0-9-]+)',[\s\S]*?^\}( satisfies ProviderAdapter)?;/m;

interface Found {
  readonly file: string;
  readonly name: string;
  readonly id: string;
}

function findAdapters(): Found[] {
  return readdirSync(PROVIDERS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[a-z0-9-]+\.ts$/.test(entry.name))
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const match = ADAPTER.exec(readFileSync(path, 'utf8'));
      const [, name, annotated, id, satisfied] = match ?? [];
      return name && id && (annotated || satisfied) ? [{ file: relative(PROVIDERS, path), name, id }] : [];
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function writeRegistry(adapters: readonly Found[]): string {
  const imports = [...adapters]
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, name }) => `import { ${name} } from './${file}';`);
  return [
    '// Written by scripts/generate-registry.ts from the files of this folder. Run "npm run generate" after adding one.',
    ...imports,
    "import type { ProviderAdapter } from './provider-adapter.ts';",
    '',
    '/** Every provider, by the id that the config names it with. */',
    'export const PROVIDERS: ReadonlyMap<string, ProviderAdapter> = new Map<string, ProviderAdapter>([',
    ...adapters.map(({ name, id }) => `  ['${id}', ${name}],`),
    ']);',
    '',
  ].join('\n');
}

const adapters = findAdapters();
const text = writeRegistry(adapters);
if (argv.includes('--check')) {
  if (text !== readFileSync(REGISTRY, 'utf8')) {
    console.error('registry.gen.ts is out of date: run "npm run generate"');
    exit(1);
  }
} else {
  writeFileSync(REGISTRY, text);
  console.log(`registry.gen.ts: ${adapters.length} providers`);
}
