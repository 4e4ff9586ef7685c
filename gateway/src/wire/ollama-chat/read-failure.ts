import type { FailureClass } from '../../domain/failure.ts';
import type { JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError, type ReadFailure, type UpstreamFailureAnswer } from '../dialect.ts';
import { objectOf, textOf } from '../narrow-json.ts';

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
]);

/** An error is only a sentence here. Read within the statuses that the server uses for it. */
const CLASS_OF_WORDS: readonly (readonly [RegExp, FailureClass])[] = [
  [/context (length|window|size)|exceeds the available context/i, 'context_length'],
  [/model .*not found/i, 'model_not_found'],
  [/does not support|invalid think value/i, 'unsupported_parameter'],
  [
    /(invalid|unknown|unsupported|failed to (decode|process|load)) (image|audio)|image: unknown format/i,
    'invalid_media',
  ],
];

export function readFailure({ status, body }: UpstreamFailureAnswer): ReadFailure {
  return failureOf({ status, message: textOf(objectOf(body)?.error) });
}

/** An error inside a 200: the only line of a body, or the last line of a stream that broke. */
export function errorInAnswer(body: JsonObject): MalformedAnswerError {
  const failure = failureOf({ status: undefined, message: textOf(body.error) });
  return new MalformedAnswerError({ ...failure, message: failure.message ?? 'an error without a message' });
}

interface Seen {
  readonly status: number | undefined;
  readonly message: string | undefined;
}

function failureOf({ status, message }: Seen): ReadFailure {
  return { class: classOf({ status, message }), code: undefined, message, retryAfterMs: undefined };
}

function classOf({ status, message = '' }: Seen): FailureClass {
  // The hosted service's allowances by the hour, session or week: no waiting of seconds helps.
  if (status === 429 && /usage limit/i.test(message)) return 'quota_exhausted';
  if (status === undefined || status === 400 || status === 404 || status === 500) {
    const found = CLASS_OF_WORDS.find(([words]) => words.test(message));
    if (found) return found[1];
  }
  if (status === undefined) return 'server_error';
  return CLASS_OF_STATUS.get(status) ?? (status >= 500 ? 'server_error' : 'unknown');
}
