import type * as z from 'zod';
import { GatewayError } from '../../domain/gateway-error.ts';
import { shownPlace } from '../../domain/shown-name.ts';
import { findUnstorableText } from '../../domain/unstorable-text.ts';
import { fieldWords, meantBranch, unionWords } from '../../wire/latentkit/field-words.ts';
import { parseJsonObject } from '../../wire/latentkit/parse-body.ts';

const UNSTORABLE = 'holds a NUL character or half of a surrogate pair, which cannot be kept';

interface InputProblem {
  readonly param: string;
  readonly message: string;
}

/** The body as its schema makes it. @throws GatewayError validation_error: not JSON, too deep, a key twice, a wrong field */
export function readBody({ text, schema }: { text: string; schema: z.ZodType | undefined }): unknown {
  if (schema === undefined) return undefined;
  const body = parseJsonObject(text.trim() === '' && schema.safeParse({}).success ? '{}' : text);
  return checked({ value: body, schema, place: '' });
}

/** Parameters of the path or the query, as their schema makes them. @throws GatewayError validation_error, which names every problem at once */
export function readParameters({ value, schema }: { value: unknown; schema: z.ZodType }): unknown {
  return checked({ value, schema, place: '' });
}

function checked({ value, schema, place }: { value: unknown; schema: z.ZodType; place: string }): unknown {
  const unstorable = findUnstorableText(value);
  if (unstorable !== undefined) throw problemsError([{ param: unstorable.join('.') || 'body', message: UNSTORABLE }]);
  const read = schema.safeParse(value, { error: fieldWords });
  if (!read.success) throw problemsError(read.error.issues.flatMap((issue) => problemsOf({ issue, place })));
  return read.data;
}

/** One error for all of them: the first in the usual fields, every one in `problems`. */
export function problemsError(found: readonly InputProblem[]): GatewayError {
  const problems = found.map((problem) => ({ ...problem, param: shownPlace(problem.param) }));
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more: see "problems")` : '';
  return new GatewayError('validation_error', {
    reason: 'invalid_fields',
    param: first?.param,
    message: first === undefined ? undefined : `"${first.param}": ${first.message}${more}`,
    extra: { problems },
  });
}

function problemsOf({ issue, place }: { issue: z.core.$ZodIssue; place: string }): InputProblem[] {
  const path = [place, ...issue.path.map(String)].filter((part) => part !== '');
  const param = path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ param: [...path, key].join('.'), message: 'there is no such field' }));
  }
  if (issue.code !== 'invalid_union') return [{ param: param || 'body', message: issue.message }];
  const meant = meantBranch(issue);
  if (meant !== undefined) return meant.flatMap((inner) => problemsOf({ issue: inner, place: param }));
  return [{ param: param || 'body', message: unionWords(issue) }];
}
