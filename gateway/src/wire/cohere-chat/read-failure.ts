import type { FailureClass } from '../../domain/failure.ts';
import type { ReadFailure, UpstreamFailureAnswer } from '../dialect.ts';
import { objectOf, textOf } from '../narrow-json.ts';

const BY_STATUS: Readonly<Record<number, FailureClass>> = {
  400: 'bad_request',
  401: 'auth_upstream',
  402: 'quota_exhausted',
  403: 'permission',
  404: 'model_not_found',
  408: 'server_error',
  409: 'conflict',
  413: 'payload_too_large',
  422: 'bad_request',
  424: 'server_error',
  429: 'rate_limited',
  // "A request or response contains a deny-listed token."
  498: 'content_filter',
  499: 'server_error',
  501: 'unsupported_parameter',
  503: 'overloaded',
};

/** The body has a text and no code, so texts decide inside one status; first match counts. */
const BY_TEXT: readonly (readonly [status: readonly number[], RegExp, FailureClass])[] = [
  [[400, 422], /^(invalid request: )?too many tokens: max tokens must be/i, 'unsupported_parameter'],
  [[400, 422], /too many tokens/i, 'context_length'],
  [[400, 422], /total number of (texts|inputs) must be at most/i, 'payload_too_large'],
  [
    [400, 422],
    /(invalid|unsupported|could not|failed to).{0,40}\bimages?\b|\bimages?\b.{0,40}not supported/i,
    'invalid_media',
  ],
  [[400, 422], /not supported|not compatible|tool names can only contain/i, 'unsupported_parameter'],
  // A trial key's calls of the month; its limits per minute come back by themselves.
  [[429], /calls \/ month|per month|monthly/i, 'quota_exhausted'],
];

/** The API's error body: `{message, id?}` (docs.cohere.com/reference/errors). Its retry time stands in a header. */
export function readCohereFailure({ status, body }: Pick<UpstreamFailureAnswer, 'status' | 'body'>): ReadFailure {
  const message = textOf(objectOf(body)?.message) ?? textOf(body);
  return { class: classify({ status, message: message ?? '' }), code: undefined, message, retryAfterMs: undefined };
}

function classify({ status, message }: { status: number; message: string }): FailureClass {
  const byText = BY_TEXT.find(([statuses, pattern]) => statuses.includes(status) && pattern.test(message));
  return byText?.[2] ?? BY_STATUS[status] ?? (status >= 500 ? 'server_error' : 'unknown');
}
