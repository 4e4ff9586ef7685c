import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Range,
} from 'yaml';
import { nearestName } from '../domain/nearest-name.ts';
import { type ConfigPath, pathText } from './config-path.ts';
import { substituteVariables } from './substitute-variables.ts';

export interface SourceProblem {
  readonly path: ConfigPath;
  readonly place: Place;
  readonly message: string;
  readonly instead: string | undefined;
}

/** 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A parsed file that remembers where everything stands. */
export interface YamlSource {
  /** Plain data with variables filled in; undefined if the text is no YAML. */
  readonly value: unknown;
  readonly problems: readonly SourceProblem[];
  /** Where a value stands, or its key; for what is not in the file, the nearest thing around it. */
  placeOf(input: { readonly path: ConfigPath; readonly part: 'key' | 'value' }): Place;
  /** The text as it was written, `${NAME}` and all, where a variable was filled in: what messages may show. */
  writtenText(path: ConfigPath): string | undefined;
}

/** Aliases may repeat a part of the file; more than this many values are somebody's bomb, not a configuration. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 32;

export function readYaml({
  text,
  env,
}: {
  readonly text: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const reader = new NodeReader({ document, lines, env });
  for (const error of document.errors) {
    const place = reader.place(error.pos[0]);
    // One mistake often breaks the rest of its line several times over.
    if (reader.problems.at(-1)?.place.line === place.line) continue;
    reader.problems.push({ path: [], place, ...describeYamlError({ code: error.code, line: lineOf(text, place) }) });
  }
  // What follows a broken line is read by guesswork: further complaints would only lead astray.
  const onlyDuplicates = document.errors.every((error) => error.code === 'DUPLICATE_KEY');
  const value = onlyDuplicates ? reader.read({ node: document.contents, path: [], depth: 0 }) : undefined;
  return {
    value,
    problems: reader.problems,
    placeOf: (input) => reader.placeOf(input),
    writtenText: (path) => reader.written.get(pathText(path)),
  };
}

interface ReadStep {
  readonly node: unknown;
  readonly path: ConfigPath;
  readonly depth: number;
}

class NodeReader {
  readonly problems: SourceProblem[] = [];
  readonly written = new Map<string, string>();
  readonly #keys = new Map<string, Place>();
  readonly #values = new Map<string, Place>();
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #count = 0;

  constructor(input: {
    readonly document: Document;
    readonly lines: LineCounter;
    readonly env: Readonly<Record<string, string | undefined>>;
  }) {
    this.#document = input.document;
    this.#lines = input.lines;
    this.#env = input.env;
  }

  read({ node, path, depth }: ReadStep): unknown {
    const range = rangeOf(node);
    if (range !== undefined) this.#values.set(pathText(path), this.place(range[0]));
    this.#count++;
    if (this.#count > MAX_VALUES || depth > MAX_DEPTH) {
      if (this.#count === MAX_VALUES + 1 || depth === MAX_DEPTH + 1) {
        this.#report({ path, message: 'the file nests or repeats too much', instead: undefined });
      }
      this.#count = Math.max(this.#count, MAX_VALUES + 1);
      return undefined;
    }
    if (isAlias(node)) return this.#readAlias({ node: node.resolve(this.#document), path, depth });
    if (isMap(node)) return this.#readMap({ items: node.items, path, depth });
    if (isSeq(node)) {
      return node.items.map((item, index) => this.read({ node: item, path: [...path, index], depth: depth + 1 }));
    }
    if (!isScalar(node)) return undefined;
    return typeof node.value === 'string' ? this.#fillIn({ text: node.value, path }) : node.value;
  }

  #readAlias({ node, path, depth }: { node: Node | undefined; path: ConfigPath; depth: number }): unknown {
    if (node !== undefined) return this.read({ node, path, depth: depth + 1 });
    this.#report({
      path,
      message: 'this alias refers to nothing',
      instead: 'Name an anchor (&name) that stands above it.',
    });
    return undefined;
  }

  #readMap({
    items,
    path,
    depth,
  }: {
    items: readonly { key: unknown; value: unknown }[];
    path: ConfigPath;
    depth: number;
  }) {
    const entries: [string, unknown][] = [];
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : '';
      const entryPath = [...path, name];
      const range = rangeOf(key);
      if (range !== undefined) this.#keys.set(pathText(entryPath), this.place(range[0]));
      if (!isScalar(key) || name === '__proto__') {
        this.#report({ path: entryPath, message: 'this is no name of a field', instead: undefined });
      } else entries.push([name, this.read({ node: value, path: entryPath, depth: depth + 1 }) ?? undefined]);
    }
    return Object.fromEntries(entries);
  }

  #fillIn({ text, path }: { readonly text: string; readonly path: ConfigPath }): string {
    if (!text.includes('${')) return text;
    const similar = (name: string) => nearestName({ name, candidates: Object.keys(this.#env) });
    const filled = substituteVariables({ text, env: this.#env, similar });
    if (filled.substituted) this.written.set(pathText(path), text);
    for (const problem of filled.problems) {
      if (problem.kind === 'malformed') {
        this.#report({
          path,
          message: '"${" starts a variable, but no name and "}" follow',
          instead:
            'Write ${NAME}: letters, digits and _; defaults are not supported. Write $${ for the characters "${".',
        });
      } else {
        const guess = problem.similar === undefined ? '' : ` Did you mean \${${problem.similar}}?`;
        this.#report({
          path,
          message: `the environment variable ${problem.name} is not set`,
          instead: `Set ${problem.name} before LatentKit starts.${guess}`,
        });
      }
    }
    return filled.text;
  }

  #report({ path, message, instead }: { path: ConfigPath; message: string; instead: string | undefined }): void {
    this.problems.push({ path, place: this.placeOf({ path, part: 'value' }), message, instead });
  }

  place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  placeOf({ path, part }: { readonly path: ConfigPath; readonly part: 'key' | 'value' }): Place {
    const text = pathText(path);
    const own = part === 'key' ? (this.#keys.get(text) ?? this.#values.get(text)) : this.#values.get(text);
    if (own !== undefined) return own;
    return path.length === 0
      ? { line: 1, column: 1 }
      : (this.#keys.get(text) ?? this.placeOf({ path: path.slice(0, -1), part: 'value' }));
  }
}

function rangeOf(node: unknown): Range | undefined {
  if (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) return node.range ?? undefined;
  return undefined;
}

function lineOf(text: string, place: Place): string {
  return text.split('\n')[place.line - 1] ?? '';
}

/** Our own words: the parser's quote the file, and a file may hold a secret. */
function describeYamlError({ code, line }: { readonly code: string; readonly line: string }): {
  message: string;
  instead: string | undefined;
} {
  if (/[{[,:]\s*\$\{/.test(line) && code !== 'DUPLICATE_KEY') {
    return { message: 'this is no valid YAML', instead: 'Between { } or [ ], put variables in quotes: "${NAME}".' };
  }
  switch (code) {
    case 'DUPLICATE_KEY':
      return { message: 'this field is given twice', instead: 'Keep one of them.' };
    case 'TAB_AS_INDENT':
      return { message: 'a tab indents this line', instead: 'Indent with spaces.' };
    case 'BAD_INDENT':
      return { message: 'the indentation does not fit, or a bracket is not closed', instead: undefined };
    case 'MISSING_CHAR':
      return { message: 'a quote, a bracket or a colon is missing', instead: undefined };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'there is a second ": " in this line',
        instead: 'Put a text that holds ": " in quotes, or begin the inner fields on a new line.',
      };
    case 'MULTIPLE_DOCS':
      return { message: 'a second document begins here', instead: 'Keep one document in the file: remove the "---".' };
    default:
      return { message: 'this is no valid YAML', instead: undefined };
  }
}
