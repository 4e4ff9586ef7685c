import { importedPath } from './layers.ts';
import type { SourceFile } from './source-file.ts';

/** Each circle of imports once, written `a.ts → b.ts → a.ts`. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const file = known.get(path);
    if (file === undefined || finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(' → '));
      return;
    }
    for (const name of file.imports) {
      const target = importedPath({ importer: path, name });
      if (target !== undefined) visit(target, [...trail, path]);
    }
    finished.add(path);
  };
  for (const file of files) visit(file.path, []);
  return cycles;
}
