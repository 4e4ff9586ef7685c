import type * as z from 'zod';
import { nearestName } from '../domain/nearest-name.ts';
import type { ConfigPath } from './config-path.ts';

export interface SchemaProblem {
  readonly path: ConfigPath;
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly instead: string | undefined;
}

type Issue = z.core.$ZodIssue;

/** Says in our own words what a schema found, without ever quoting a value: it may be a secret. */
export function schemaProblems({
  issues,
  fieldsAt,
}: {
  readonly issues: readonly Issue[];
  /** The names of the fields that may stand in the object at a path. */
  readonly fieldsAt: (path: ConfigPath) => readonly string[];
}): SchemaProblem[] {
  return issues.flatMap((issue) => describe({ issue, base: [], fieldsAt }));
}

function describe({
  issue,
  base,
  fieldsAt,
}: {
  readonly issue: Issue;
  readonly base: ConfigPath;
  readonly fieldsAt: (path: ConfigPath) => readonly string[];
}): SchemaProblem[] {
  const path = [...base, ...toPath(issue.path)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField({ path: [...path, key], known: fieldsAt(path) }));
    case 'invalid_union':
      return unionProblems({ issue, path, fieldsAt });
    case 'invalid_type':
      return [wrongType({ path, expected: issue.expected, input: issue.input })];
    case 'invalid_value':
      return [wrongValue({ path, allowed: issue.values.map(String), input: issue.input })];
    case 'too_small':
    case 'too_big':
      return [outOfRange({ path, issue })];
    case 'invalid_format':
      return [wrongFormat({ path, input: issue.input })];
    case 'custom':
      // In the words of the schema: "must be …".
      return [{ path, part: 'value', message: `this ${issue.message}`, instead: undefined }];
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return [{ path, part: 'value', message: 'this value is not valid', instead: undefined }];
  }
}

function toPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function unknownField({ path, known }: { path: ConfigPath; known: readonly string[] }): SchemaProblem {
  const name = String(path.at(-1));
  const guess = nearestName({ name, candidates: known });
  return {
    path,
    part: 'key',
    message: `"${name}" is not a field here`,
    instead: guess === undefined ? `The fields here are: ${known.join(', ')}.` : `Did you mean "${guess}"?`,
  };
}

function unionProblems({
  issue,
  path,
  fieldsAt,
}: {
  readonly issue: Extract<Issue, { code: 'invalid_union' }>;
  readonly path: ConfigPath;
  readonly fieldsAt: (path: ConfigPath) => readonly string[];
}): SchemaProblem[] {
  const meant = meantBranch(issue.errors);
  if (meant !== undefined) return meant.flatMap((inner) => describe({ issue: inner, base: path, fieldsAt }));
  return [wrongType({ path, expected: expectedOf(issue.errors), input: issue.input })];
}

/** A union fails in each of its branches; the one whose kind of value was given is what the writer meant. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0));
}

/** The kinds of value that a union takes, when none of them was given. */
function expectedOf(branches: readonly (readonly Issue[])[]): string {
  const kinds = branches.flatMap((issues) => issues.flatMap((issue) => ('expected' in issue ? [issue.expected] : [])));
  return [...new Set(kinds)].map((kind) => TYPE_WORDS[kind] ?? kind).join(' or ');
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
};

function wrongType({ path, expected, input }: { path: ConfigPath; expected: string; input: unknown }): SchemaProblem {
  const wanted = TYPE_WORDS[expected] ?? expected;
  if (input === undefined) return missing({ path, wanted });
  if (expected === 'int' && typeof input === 'number') {
    return { path, part: 'value', message: 'this must be a whole number', instead: undefined };
  }
  const quote = expected === 'string' && typeof input === 'number' ? 'Put it in quotes.' : undefined;
  return {
    path,
    part: 'value',
    message: `this must be ${wanted}, not ${typeWords(input)}`,
    instead: quote,
  };
}

function typeWords(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  switch (typeof input) {
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}

function missing({ path, wanted }: { path: ConfigPath; wanted: string }): SchemaProblem {
  const name = String(path.at(-1));
  return { path, part: 'value', message: `"${name}" is missing`, instead: `Add ${name}: ${wanted}.` };
}

function wrongValue({
  path,
  allowed,
  input,
}: {
  path: ConfigPath;
  allowed: readonly string[];
  input: unknown;
}): SchemaProblem {
  const list = allowed.join(', ');
  if (input === undefined) return missing({ path, wanted: allowed.length === 1 ? list : `one of ${list}` });
  const guess = typeof input === 'string' ? nearestName({ name: input, candidates: allowed }) : undefined;
  return {
    path,
    part: 'value',
    message: allowed.length === 1 ? `this must be ${list}` : `this must be one of ${list}`,
    instead: guess === undefined ? undefined : `Did you mean "${guess}"?`,
  };
}

function outOfRange({
  path,
  issue,
}: {
  path: ConfigPath;
  issue: Extract<Issue, { code: 'too_small' | 'too_big' }>;
}): SchemaProblem {
  const problem = (message: string): SchemaProblem => ({ path, part: 'value', message, instead: undefined });
  const bound = String(issue.code === 'too_small' ? issue.minimum : issue.maximum);
  if (issue.origin === 'string') return problem(issue.code === 'too_small' ? 'this is empty' : 'this text is too long');
  if (issue.origin === 'array') {
    const few = `this list needs at least ${bound} ${bound === '1' ? 'entry' : 'entries'}`;
    return problem(issue.code === 'too_small' ? few : `this list may have at most ${bound} entries`);
  }
  if (issue.code === 'too_big') return problem(`this may be at most ${bound}`);
  return problem(issue.inclusive === false ? `this must be more than ${bound}` : `this must be at least ${bound}`);
}

function wrongFormat({ path, input }: { path: ConfigPath; input: unknown }): SchemaProblem {
  const field = path.at(-1);
  const isLabel = field === 'tag' || field === 'member' || path.at(-2) === 'tags';
  const isModel = field === 'model' || field === 'id' || typeof field === 'number';
  if (isLabel && input !== '') return wrongLabel(path);
  if (input === '') return { path, part: 'value', message: 'this is empty', instead: undefined };
  return {
    path,
    part: 'value',
    message: isModel ? 'this is not a model id' : 'this is not a name',
    instead: isModel
      ? 'Write the id as the provider names it: at most 200 visible ASCII characters, no spaces.'
      : 'A name has at most 64 letters, digits, spaces, ".", "_" or "-", and begins with a letter or a digit.',
  };
}

function wrongLabel(path: ConfigPath): SchemaProblem {
  return {
    path,
    part: 'value',
    message: 'this is not a label',
    instead: 'A label has at most 100 letters, digits, spaces or . _ : @ / + -, and begins with a letter or a digit.',
  };
}
