import type * as z from 'zod';
import { isJsonObject } from '../../domain/json.ts';
import { nearestName } from '../../domain/nearest-name.ts';

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address',
  datetime: 'must be a time such as 2027-01-31T00:00:00Z',
  url: 'must be a whole address such as https://host.example/path',
};

export const MISSING = 'is missing';

/**
 * What is wrong with one field, in words for a person. A schema's own message comes before it. Given to `safeParse` and not
 * asked afterwards, since only during the parse it is known whether the field was there. Never quotes a value: it may be a
 * secret.
 */
export function fieldWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeProblem({ expected: issue.expected, input: issue.input });
    case 'invalid_value':
      return valueProblem({ allowed: issue.values.map(String), input: issue.input });
    case 'too_small':
      return sizeProblem({ origin: issue.origin, bound: issue.minimum, side: 'least', inclusive: issue.inclusive });
    case 'too_big':
      return sizeProblem({ origin: issue.origin, bound: issue.maximum, side: 'most', inclusive: issue.inclusive });
    case 'invalid_format':
      return FORMAT_WORDS[issue.format] ?? 'has characters or a length that are not allowed here';
    case 'invalid_union':
      return unknownKind(issue);
    default:
      return undefined;
  }
}

/** A union that one of its fields decides: it says which values of that field there are. */
function unknownKind({ options, discriminator, input }: z.core.$ZodRawIssue): string | undefined {
  if (!Array.isArray(options) || typeof discriminator !== 'string') return undefined;
  return valueProblem({ allowed: options.map(String), input: isJsonObject(input) ? input[discriminator] : undefined });
}

/** A union fails in each of its branches; the one whose kind of value was sent is what the caller meant. */
export function meantBranch(issue: UnionIssue): readonly Issue[] | undefined {
  return issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0 || !isAboutKind(inner)));
}

/** What a union takes, where nothing of the kind was sent. */
export function unionWords(issue: UnionIssue): string {
  const kinds = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => (inner.path.length === 0 ? kindsOf(inner) : [])),
  );
  return kinds.length === 0 ? issue.message : `must be ${[...new Set(kinds)].join(' or ')}`;
}

function isAboutKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function kindsOf(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_type') return [TYPE_WORDS[issue.expected] ?? issue.expected];
  return issue.code === 'invalid_value' ? issue.values.map((value) => JSON.stringify(value)) : [];
}

function typeProblem({ expected, input }: { expected: string; input: unknown }): string {
  if (input === undefined) return MISSING;
  if (expected === 'int' && typeof input === 'number') return 'must be a whole number';
  return `must be ${TYPE_WORDS[expected] ?? expected}, not ${kindOf(input)}`;
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number' && !Number.isFinite(input)) return 'a text';
  return typeof input === 'boolean' ? String(input) : (TYPE_WORDS[typeof input] ?? typeof input);
}

function valueProblem({ allowed, input }: { allowed: readonly string[]; input: unknown }): string {
  if (input === undefined) return MISSING;
  const guess = typeof input === 'string' ? nearestName({ name: input, candidates: allowed }) : undefined;
  const list = allowed.length === 1 ? allowed.join('') : `one of ${allowed.join(', ')}`;
  return guess === undefined ? `must be ${list}` : `must be ${list} (${guess}, perhaps)`;
}

interface Size {
  readonly origin: string;
  readonly bound: number | bigint;
  readonly side: 'least' | 'most';
  readonly inclusive: boolean | undefined;
}

function sizeProblem({ origin, bound, side, inclusive }: Size): string {
  const one = Number(bound) === 1;
  if (origin === 'string') return `must have at ${side} ${bound} ${one ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `must have at ${side} ${bound} ${one ? 'entry' : 'entries'}`;
  if (inclusive === false) return `must be ${side === 'least' ? 'more' : 'less'} than ${bound}`;
  return `must be at ${side} ${bound}`;
}
