import { globSync } from 'node:fs';
import { posix } from 'node:path';
import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import { describe, expect, test } from 'vitest';
import {
  defaultExportProblems,
  drawerProblems,
  LONGER_FILES,
  sizeProblems,
  vendorIds,
  vendorNameProblems,
} from './architecture/file-rules.ts';
import { importCycles } from './architecture/import-cycles.ts';
import { layerProblems } from './architecture/layers.ts';
import { parseSourceFile, REPOSITORY, readSourceFiles } from './architecture/source-file.ts';

const files = readSourceFiles();

function file(path: string, text: string) {
  return parseSourceFile({ path, text });
}

describe('the server', () => {
  test('imports run one way, along the table of layers', () => {
    expect(layerProblems(files)).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    expect(importCycles(files)).toEqual([]);
  });

  test('a file is short enough to be read whole', () => {
    expect(sizeProblems({ files, longer: LONGER_FILES })).toEqual([]);
  });

  test('a file is named after what it gives', () => {
    expect(drawerProblems(files)).toEqual([]);
  });

  test('everything is exported under its own name', () => {
    expect(defaultExportProblems(files)).toEqual([]);
  });

  test('only an adapter knows the name of its vendor', () => {
    expect(vendorIds(files).length).toBeGreaterThan(0);
    expect(vendorNameProblems(files)).toEqual([]);
  });

  test('every error code has a page, and every page an error code', () => {
    const pages = globSync('docs/errors/*.md', { cwd: REPOSITORY }).map((path) => posix.basename(path, '.md'));
    expect(pages.filter((page) => page !== 'README').sort()).toEqual(Object.keys(ERROR_CATALOGUE).sort());
  });
});

describe('the rules notice', () => {
  test.each([
    ['an import against the direction', "import { x } from '../store/open-store.ts';"],
    ['a type import', "import type { X } from '../store/open-store.ts';"],
    ['a type named in place', "type X = import('../store/open-store.ts').X;"],
    ['a re-export', "export * from '../store/open-store.ts';"],
    ['a lazy import', "const x = await import('../store/open-store.ts');"],
    ['an import of a test', "import { x } from './money.test.ts';"],
    ['an import from a folder outside the table', "import { x } from '../drawer/x.ts';"],
    ['a package of another layer', "import { Pool } from 'undici';"],
  ])('%s', (_, text) => {
    expect(layerProblems([file('gateway/src/domain/money.ts', text)])).toHaveLength(1);
  });

  test('a file outside every layer', () => {
    expect(layerProblems([file('gateway/src/drawer/x.ts', '')])).toHaveLength(1);
  });

  test('a contract that imports the server', () => {
    const text = "import { x } from '../../gateway/src/domain/money.ts';";
    expect(layerProblems([file('contract/src/chat-body.ts', text)])).toHaveLength(1);
  });

  test('nothing wrong with an import along the direction', () => {
    const text =
      "import * as z from 'zod';\nimport { x } from '@latentkit/contract/x';\nimport { y } from '../domain/y.ts';";
    expect(layerProblems([file('gateway/src/store/open-store.ts', text)])).toEqual([]);
  });

  test('a circle, also over type imports', () => {
    const a = file('gateway/src/domain/a.ts', "import { b } from './b.ts';");
    const b = file('gateway/src/domain/b.ts', "import type { A } from './a.ts';");
    const circle = 'gateway/src/domain/a.ts → gateway/src/domain/b.ts → gateway/src/domain/a.ts';
    const outside = file('gateway/src/domain/0.ts', "import { a } from './a.ts';");
    expect(importCycles([outside, a, b])).toEqual([circle]);
    expect(importCycles([outside, a])).toEqual([]);
  });

  test('a file that is too long, and a listed one that no longer is', () => {
    const long = file('gateway/src/domain/long.ts', '\n'.repeat(301));
    const short = file('gateway/src/domain/short.ts', '\n'.repeat(300));
    expect(sizeProblems({ files: [long, short], longer: [] })).toHaveLength(1);
    expect(sizeProblems({ files: [long, short], longer: [long.path, short.path] })).toHaveLength(1);
    expect(sizeProblems({ files: [long, short], longer: [long.path] })).toEqual([]);
  });

  test.each(['utils.ts', 'helpers.test.ts', 'common.ts', 'types.ts'])('a drawer: %s', (name) => {
    expect(drawerProblems([file(`gateway/src/domain/${name}`, '')])).toHaveLength(1);
  });

  test.each(['export default 1;', 'const a = 1;\nexport { a as default };'])('a default export: %s', (text) => {
    expect(defaultExportProblems([file('gateway/src/domain/a.ts', text)])).toHaveLength(1);
  });

  test('a vendor outside its adapter, whichever way the string is written', () => {
    const adapter = file('gateway/src/providers/acme.ts', "export const acme = { id: 'acme' };");
    const knows = (text: string) => vendorNameProblems([adapter, file('gateway/src/wire/x.ts', text)]).length;
    expect(knows("const x = 'acme';")).toBe(1);
    expect(knows('const x = `acme`;')).toBe(1);
    expect(knows("type X = 'acme';")).toBe(1);
    expect(knows("const x = 'acme-chat'; // 'acme'")).toBe(0);
    expect(knows("const x = 'An answer of acme';")).toBe(0);
  });
});
