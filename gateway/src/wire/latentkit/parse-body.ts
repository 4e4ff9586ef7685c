import { ROUTING_FIELDS } from '@latentkit/contract/routing-fields';
import type * as z from 'zod';
import { GatewayError } from '../../domain/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { shownName } from '../../domain/shown-name.ts';
import { checkJsonShape } from './check-json-shape.ts';
import { fieldWords, MISSING } from './field-words.ts';

/**
 * Text of a body → a checked object. @throws GatewayError validation_error with the path of the wrong field.
 */
export function parseBody<Body extends object>({ text, schema }: { text: string; schema: z.ZodType<Body> }): Body {
  return validateBody({ body: parseJsonObject(text), schema });
}

export function parseJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    if (text.startsWith(BYTE_ORDER_MARK)) throw byteOrderMarkError();
    throw new GatewayError('validation_error', {
      reason: 'invalid_json',
      message: text.trim() === '' ? 'The request has no body.' : `The body is not valid JSON${whereOf(cause)}.`,
      hint: 'Send one JSON object, UTF-8, with double quotes and no trailing commas.',
      cause,
    });
  }
  if (!isJsonObject(value)) {
    throw new GatewayError('validation_error', {
      reason: 'wrong_type',
      message: 'The body must be a JSON object.',
      hint: 'Send one JSON object, in braces: {…}.',
    });
  }
  checkJsonShape({ text, value });
  return value;
}

const BYTE_ORDER_MARK = '\ufeff';

/** RFC 8259 §8.1: none may be added, and editors and shells do it all the same. */
function byteOrderMarkError(): GatewayError {
  return new GatewayError('validation_error', {
    reason: 'invalid_json',
    message: 'The body begins with a byte order mark (U+FEFF), which no JSON begins with.',
    hint: 'Write it as UTF-8 without a byte order mark ("utf8NoBOM" in PowerShell, "UTF-8" instead of "UTF-8 with BOM" in editors).',
  });
}

export function validateBody<Body extends object>({
  body,
  schema,
}: {
  body: JsonObject;
  schema: z.ZodType<Body>;
}): Body {
  refuseRoutingFields(body);
  const parsed = schema.safeParse(body, { error: fieldWords });
  if (parsed.success) return parsed.data;
  throw validationErrorOf(parsed.error);
}

function refuseRoutingFields(body: JsonObject): void {
  for (const key in body) {
    if (!ROUTING_FIELDS.has(key)) continue;
    throw new GatewayError('validation_error', {
      reason: 'forbidden_field',
      param: key,
      message: `"${key}" is not accepted: the API key's route decides which model answers.`,
      hint: `Remove "${key}" from the body. To change the model, change the key's route in the console or the config file.`,
    });
  }
}

/** V8 quotes the text around a fault, which may be a prompt; only the place is passed on. */
function whereOf(cause: unknown): string {
  const found = cause instanceof Error ? /position (\d+)(?: \(line (\d+) column (\d+)\))?/.exec(cause.message) : null;
  if (!found) return '';
  return found[2] ? ` (line ${found[2]}, column ${found[3]})` : ` (position ${found[1]})`;
}

function validationErrorOf(error: z.ZodError): GatewayError {
  const [first = UNKNOWN_PROBLEM, ...others] = error.issues.slice(0, MOST_PROBLEMS).map(problemOf);
  const { reason, param, subject, fault } = first;
  const problems = [first, ...others].map((problem) => ({ param: problem.param || 'body', message: problem.fault }));
  const more = others.length === 0 ? '' : ` "problems" names ${others.length} more.`;
  return new GatewayError('validation_error', {
    reason,
    param: param === '' ? undefined : param,
    message: `${subject} ${fault}.${more}`,
    hint: reason === 'missing_field' ? `Add ${subject} to the body.` : `Correct ${subject} and send the request again.`,
    extra: others.length === 0 ? undefined : { problems },
  });
}

/** As many as somebody corrects in one go. */
const MOST_PROBLEMS = 20;
const UNKNOWN_PROBLEM = { reason: 'wrong_type', param: '', subject: 'The body', fault: 'is not valid' };

function problemOf(outer: Issue): typeof UNKNOWN_PROBLEM {
  const issue = deepestIssue(outer);
  const param = issue ? pathOf(placeOf(issue)) : '';
  const reason = reasonOf(issue);
  const fault = reason === 'missing_field' ? MISSING : faultOf(issue);
  return { reason, param, subject: param === '' ? 'The body' : `"${param}"`, fault };
}

type Issue = z.core.$ZodIssue;

/** What the library says of an unknown field repeats its name, which may be a secret in the wrong place. */
function faultOf(issue: Issue | undefined): string {
  return issue?.code === 'unrecognized_keys' ? 'is not a field that is known here' : (issue?.message ?? '');
}

/** A union reports one list of issues per member: the one that came furthest is the one that the caller meant. */
function deepestIssue(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  let best: Issue | undefined;
  for (const member of issue.errors) {
    const inner = deepestIssue(member[0]);
    if (inner && (!best || inner.path.length > best.path.length - issue.path.length)) {
      best = { ...inner, path: [...issue.path, ...inner.path] };
    }
  }
  return best ?? issue;
}

/** An unknown key is reported at its parent; the caller wants the key itself. */
function placeOf(issue: Issue): readonly PropertyKey[] {
  const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return key === undefined ? issue.path : [...issue.path, key];
}

function reasonOf(issue: Issue | undefined): string {
  if (issue?.message === MISSING) return 'missing_field';
  switch (issue?.code) {
    case 'invalid_type':
      return 'wrong_type';
    case 'too_big':
    case 'too_small':
    case 'invalid_value':
    case 'invalid_format':
      return 'out_of_range';
    case 'unrecognized_keys':
      return 'unknown_field';
    default:
      return 'wrong_type';
  }
}

/** With long names of the caller's own cut short. */
function pathOf(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += `${text === '' ? '' : '.'}${shownName(String(step))}`;
  }
  return text;
}
