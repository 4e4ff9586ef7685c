import { importedPath } from './layers.ts';
import type { SourceFile } from './source-file.ts';

/** One shortest circle of imports, written `a.ts → b.ts → a.ts`, for each group of files that reach each other. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.path, importedPaths(file)]));
  const told = new Set<string>();
  return files.flatMap(({ path }) => {
    const circle = told.has(path) ? undefined : shortestCircle({ start: path, imports });
    for (const member of circle ?? []) told.add(member);
    return circle === undefined ? [] : [circle.join(' → ')];
  });
}

function importedPaths(file: SourceFile): string[] {
  return file.imports.flatMap((name) => importedPath({ importer: file.path, name }) ?? []);
}

/** Breadth first, so that the first way back is a shortest one. */
function shortestCircle({ start, imports }: { start: string; imports: ReadonlyMap<string, readonly string[]> }) {
  const seen = new Set<string>();
  const trails = [[start]];
  for (const trail of trails) {
    for (const target of imports.get(trail.at(-1) ?? start) ?? []) {
      if (target === start) return [...trail, start];
      if (!seen.has(target)) trails.push([...trail, target]);
      seen.add(target);
    }
  }
  return undefined;
}
