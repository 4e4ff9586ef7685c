import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OwnTime } from './own-time.ts';

export interface SourcePlace {
  /** What it belongs to: `gateway/pipeline`, an npm package, `node`, `garbage collection`, `native code`. */
  readonly part: string;
  /** The file, short. */
  readonly file: string;
}

const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/;
const REGION = /^\/\/#region (.*)$/;
const linesByUrl = new Map<string, readonly string[]>();

/** Where a function comes from. In a bundle, that is the file which the bundler names above it. */
export function placeOf({ name, url, line }: OwnTime): SourcePlace {
  if (name === '(garbage collector)') return { part: 'garbage collection', file: '' };
  if (url === '') return { part: name === '(program)' ? 'system calls' : 'native code', file: '' };
  if (url.startsWith('node:')) return { part: 'node', file: url };
  const [, packageName, packageFile] = PACKAGE.exec(url) ?? [];
  if (packageName !== undefined && packageFile !== undefined) return { part: packageName, file: packageFile };
  const file = regionAt({ url, line }) ?? url.slice(url.lastIndexOf('/') + 1);
  const [, layer] = /^(?:\.\.\/)*src\/([^/]+)\//.exec(file) ?? [];
  return { part: layer === undefined ? 'the program itself' : `gateway/${layer}`, file };
}

function regionAt({ url, line }: { url: string; line: number }): string | undefined {
  const lines = linesOf(url);
  for (let place = Math.min(line, lines.length) - 1; place >= 0; place--) {
    const region = REGION.exec(lines[place] ?? '')?.[1];
    if (region !== undefined) return region;
  }
  return undefined;
}

function linesOf(url: string): readonly string[] {
  const known = linesByUrl.get(url);
  if (known) return known;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  linesByUrl.set(url, lines);
  return lines;
}
