import type { FailureClass } from '../../domain/failure.ts';
import type { JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError, type ReadFailure, type UpstreamFailureAnswer } from '../dialect.ts';
import { objectOf, textOf } from '../narrow-json.ts';

const CLASS_OF_TYPE: ReadonlyMap<string, FailureClass> = new Map([
  ['authentication_error', 'auth_upstream'],
  ['billing_error', 'quota_exhausted'],
  ['permission_error', 'permission'],
  ['conflict_error', 'conflict'],
  ['request_too_large', 'payload_too_large'],
  ['timeout_error', 'timeout'],
  ['api_error', 'server_error'],
  ['overloaded_error', 'overloaded'],
]);

const CLASS_OF_STATUS: ReadonlyMap<number, FailureClass> = new Map([
  [400, 'bad_request'],
  [401, 'auth_upstream'],
  [402, 'quota_exhausted'],
  [403, 'permission'],
  [408, 'timeout'],
  [409, 'conflict'],
  [413, 'payload_too_large'],
  [422, 'bad_request'],
  [424, 'server_error'],
  [429, 'rate_limited'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [529, 'overloaded'],
]);

/** `invalid_request_error` says in words alone what is wrong. Read only within that type, most telling words first. */
const CLASS_OF_WORDS: readonly (readonly [RegExp, FailureClass])[] = [
  [/credit balance|usage limits|spend(ing)? limit|regain access/i, 'quota_exhausted'],
  [/organization has been disabled/i, 'auth_upstream'],
  [/prompt is too long|exceeds? (the )?context (limit|window)|context window/i, 'context_length'],
  [/content filtering policy/i, 'content_filter'],
  [
    /could not process (image|pdf|document)|unable to download|image exceeds|image dimensions|pdf .*(valid|protected)/i,
    'invalid_media',
  ],
  [
    /(is|are) not supported|does not support|is deprecated for|cannot both be|extra inputs are not permitted/i,
    'unsupported_parameter',
  ],
  [/may not be enabled when/i, 'unsupported_parameter'],
];

export function readFailure({ status, body }: UpstreamFailureAnswer): ReadFailure {
  const error = objectOf(objectOf(body)?.error);
  return failureOf({ status, error });
}

/** An error object inside a 200: the body of a whole answer, or an `error` event of a stream. */
export function errorInAnswer(body: JsonObject): MalformedAnswerError {
  const error = objectOf(body.error);
  const failure = failureOf({ status: undefined, error });
  return new MalformedAnswerError({ ...failure, message: failure.message ?? 'an error event without a message' });
}

function failureOf({ status, error }: { status: number | undefined; error: JsonObject | undefined }): ReadFailure {
  const code = textOf(error?.type);
  const message = textOf(error?.message);
  return { class: classOf({ status, code, message: message ?? '' }), code, message, retryAfterMs: undefined };
}

interface Seen {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly message: string;
}

function classOf({ status, code, message }: Seen): FailureClass {
  if (code === 'invalid_request_error' && (status ?? 400) < 500)
    return classOfInvalidRequest({ status, code, message });
  if (code === 'rate_limit_error') {
    // A monthly cap answers 429 like a rate limit, but no waiting of seconds helps.
    return /spend|monthly|credit/i.test(message) ? 'quota_exhausted' : 'rate_limited';
  }
  if (code === 'not_found_error') return /\bfile\b/i.test(message) ? 'bad_request' : 'model_not_found';
  const byType = code === undefined ? undefined : CLASS_OF_TYPE.get(code);
  return byType ?? classOfStatus(status);
}

function classOfInvalidRequest({ status, message }: Seen): FailureClass {
  const found = CLASS_OF_WORDS.find(([words]) => words.test(message));
  return found?.[1] ?? classOfStatus(status ?? 400);
}

function classOfStatus(status: number | undefined): FailureClass {
  if (status === undefined) return 'server_error';
  return CLASS_OF_STATUS.get(status) ?? (status >= 500 ? 'server_error' : 'unknown');
}
