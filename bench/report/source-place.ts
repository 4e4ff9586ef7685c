import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CallFrame, OwnTime } from './own-time.ts';

export interface SourcePlace {
  /** What it belongs to: a layer such as `gateway/pipeline`, an npm package, `node`, `garbage collection`. */
  readonly part: string;
  /** The file, short; for native code the one of its caller. */
  readonly file: string;
}

const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/;
const LAYER = /(?:gateway\/)?src\/(.+)$/;
const maps = new Map<string, SourceMap | undefined>();

/** Where the time of a function belongs. Native code counts to the function with a source that called it. */
export function placeOf({ frame, caller }: OwnTime): SourcePlace {
  if (frame.functionName === '(garbage collector)') return { part: 'garbage collection', file: '' };
  if (caller === undefined) return { part: 'event loop', file: '' };
  const { url } = caller;
  // The HTTP parser is the only WebAssembly here.
  if (url.startsWith('wasm:')) return { part: 'undici', file: 'HTTP parser' };
  if (url.startsWith('node:')) return { part: 'node', file: url };
  const [, packageName, packageFile] = PACKAGE.exec(url) ?? [];
  if (packageName !== undefined && packageFile !== undefined) return { part: packageName, file: packageFile };
  const source = sourceOf(caller) ?? url;
  if (source.includes('/contract/')) return { part: 'contract', file: shortName(source) };
  const [, path] = LAYER.exec(source) ?? [];
  if (path === undefined) return { part: 'the program itself', file: shortName(source) };
  return { part: `gateway/${path.split('/')[0]}`, file: path };
}

function shortName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The original file, where a source map lies beside the script. */
function sourceOf({ url, lineNumber, columnNumber }: CallFrame): string | undefined {
  if (!maps.has(url)) maps.set(url, readMap(url));
  const entry = maps.get(url)?.findEntry(lineNumber, columnNumber);
  return entry !== undefined && 'originalSource' in entry ? entry.originalSource : undefined;
}

function readMap(url: string): SourceMap | undefined {
  if (!url.startsWith('file:')) return undefined;
  const path = `${fileURLToPath(url)}.map`;
  return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}
