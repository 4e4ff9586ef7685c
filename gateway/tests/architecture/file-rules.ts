import { posix } from 'node:path';
import { isTest, type SourceFile } from './source-file.ts';

export const MOST_LINES = { source: 300, test: 500 } as const;

/** Files that are longer today. The list may only shrink: split the file, then take it out. */
export const LONGER_FILES: readonly string[] = [];

/** Names that say nothing about what a file gives; such a file becomes a drawer for anything. */
const DRAWER_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'types', 'misc', 'shared', 'index'];

/** Providers that are no vendor: our own sandbox, whose name the whole product may know. */
const OUR_OWN_PROVIDERS = ['sandbox'];

export function sizeProblems({ files, longer }: { files: readonly SourceFile[]; longer: readonly string[] }): string[] {
  const tooLong = files.filter((file) => file.lines > MOST_LINES[isTest(file.path) ? 'test' : 'source']);
  const unlisted = tooLong.filter((file) => !longer.includes(file.path));
  const outdated = longer.filter((path) => !tooLong.some((file) => file.path === path));
  return [
    ...unlisted.map((file) => `${file.path} has ${file.lines} lines: split it by what its parts give`),
    ...outdated.map((path) => `${path} is short enough now: take it out of LONGER_FILES`),
  ];
}

export function drawerProblems(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => DRAWER_NAMES.includes(posix.basename(file.path).replace(/(\.test)?\.ts$/, '')))
    .map((file) => `${file.path}: name the file after what it gives`);
}

export function defaultExportProblems(files: readonly SourceFile[]): string[] {
  return files.filter((file) => file.hasDefaultExport).map((file) => `${file.path} has a default export`);
}

/** The ids of the vendors: a file (or folder) of `providers/` that is named as the id it declares. */
export function vendorIds(files: readonly SourceFile[]): string[] {
  const ids = files.flatMap((file) => {
    const name = file.path.match(/^gateway\/src\/providers\/([^/]+?)(?:\.ts|\/.+)$/)?.[1];
    return name !== undefined && !isTest(file.path) && file.strings.includes(name) ? [name] : [];
  });
  return [...new Set(ids)].filter((id) => !OUR_OWN_PROVIDERS.includes(id));
}

export function vendorNameProblems(files: readonly SourceFile[]): string[] {
  const ids = vendorIds(files);
  return files
    .filter((file) => !isTest(file.path) && !file.path.startsWith('gateway/src/providers/'))
    .flatMap((file) =>
      [...new Set(file.strings)]
        .filter((value) => ids.includes(value))
        .map((id) => `${file.path} knows the vendor '${id}': ask its adapter for an ability instead`),
    );
}
