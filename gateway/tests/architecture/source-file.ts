import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/** The checkout. */
export const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

/** What the rules need to know of a file. */
export interface SourceFile {
  /** From the checkout, with `/`. */
  readonly path: string;
  readonly lines: number;
  /** Every module named in an import, a re-export, a type import or an `import()`, as written. */
  readonly imports: readonly string[];
  /** Every whole string literal, module names left out. */
  readonly strings: readonly string[];
  readonly hasDefaultExport: boolean;
}

/** Reads the server's own TypeScript, generated files left out. */
export function readSourceFiles(): SourceFile[] {
  return globSync(['contract/src/**/*.ts', 'gateway/src/**/*.ts', 'gateway/tests/**/*.ts'], { cwd: REPOSITORY })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.endsWith('.gen.ts'))
    .sort()
    .map((path) => parseSourceFile({ path, text: readFileSync(join(REPOSITORY, path), 'utf8') }));
}

/** @throws Error when the text is no TypeScript */
export function parseSourceFile({ path, text }: { path: string; text: string }): SourceFile {
  const parsed = parseSync(path, text, { lang: 'ts', sourceType: 'module' });
  const [error] = parsed.errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  const imports: string[] = [];
  const strings: string[] = [];
  let hasDefaultExport = false;
  const note = (source: { type: string; value?: unknown } | null) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') imports.push(source.value);
  };
  new Visitor({
    ImportDeclaration: (node) => note(node.source),
    ExportAllDeclaration: (node) => note(node.source),
    ExportNamedDeclaration: (node) => {
      note(node.source);
      hasDefaultExport ||= node.specifiers.some(
        (part) => part.exported.type === 'Identifier' && part.exported.name === 'default',
      );
    },
    ExportDefaultDeclaration: () => {
      hasDefaultExport = true;
    },
    ImportExpression: (node) => note(node.source),
    TSImportType: (node) => note(node.source),
    Literal: (node) => {
      if (typeof node.value === 'string') strings.push(node.value);
    },
    TemplateElement: (node) => strings.push(node.value.cooked ?? node.value.raw),
  }).visit(parsed.program);
  const moduleNames = new Set(imports);
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    strings: strings.filter((value) => !moduleNames.has(value)),
    hasDefaultExport,
  };
}

/** Tests, the cases that several tests share (`.contract.ts`), and what only tests use. */
export function isTest(path: string): boolean {
  return /\.(test|contract)\.ts$/.test(path) || path.startsWith('gateway/tests/');
}
