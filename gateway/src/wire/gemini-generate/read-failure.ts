import type { FailureClass } from '../../domain/failure.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ReadFailure, UpstreamFailureAnswer } from '../dialect.ts';
import { numberOf, objectOf, objectsOf, textOf } from '../narrow-json.ts';
import { parseRetryDelay } from '../parse-retry-after.ts';

const BY_STATUS: Readonly<Record<number, FailureClass>> = {
  400: 'bad_request',
  401: 'auth_upstream',
  402: 'quota_exhausted',
  403: 'permission',
  404: 'model_not_found',
  408: 'server_error',
  409: 'conflict',
  413: 'payload_too_large',
  424: 'server_error',
  429: 'rate_limited',
  499: 'server_error',
  503: 'overloaded',
};

/** Texts of a 400 whose code says only INVALID_ARGUMENT; first match counts. */
const INVALID_ARGUMENT: readonly (readonly [RegExp, FailureClass])[] = [
  [/exceeds the maximum number of tokens allowed/i, 'context_length'],
  [/payload size exceeds|requests can be in one batch/i, 'payload_too_large'],
  [
    /cannot fetch content from the provided url|URL_ROBOTED|unsupported mime type|unable to process input/i,
    'invalid_media',
  ],
  [/unknown name "|is not supported|is unsupported|is not enabled for/i, 'unsupported_parameter'],
];

/** The API's error body: `{error: {code, message, status, details[]}}`, in a list when a stream without SSE fails. */
export function readGeminiFailure({ status, body }: Pick<UpstreamFailureAnswer, 'status' | 'body'>): ReadFailure {
  const error = objectOf(objectOf(Array.isArray(body) ? body[0] : body)?.error);
  if (error === undefined) {
    const message = textOf(body);
    return { class: classOfStatus(status), code: undefined, message, retryAfterMs: undefined };
  }
  const details = objectsOf(error.details);
  const reason = details.map((detail) => textOf(detail.reason)).find((found) => found !== undefined);
  const retryDelay = details.find((detail) => detail.retryDelay !== undefined)?.retryDelay;
  return {
    class: classify({ status, error, details, reason }),
    code: reason ?? textOf(error.status),
    message: textOf(error.message),
    retryAfterMs: parseRetryDelay(retryDelay),
  };
}

interface ClassifyInput {
  readonly status: number;
  readonly error: JsonObject;
  readonly details: readonly JsonObject[];
  readonly reason: string | undefined;
}

function classify({ status, error, details, reason }: ClassifyInput): FailureClass {
  // An invalid key is a plain 400; only the detail says so.
  if (reason === 'API_KEY_INVALID') return 'auth_upstream';
  if (error.status === 'FAILED_PRECONDITION') return 'permission';
  const byCode = numberOf(error.code) ?? status;
  if (byCode === 400) {
    const message = textOf(error.message) ?? '';
    return INVALID_ARGUMENT.find(([pattern]) => pattern.test(message))?.[1] ?? 'bad_request';
  }
  if (byCode === 429 && details.some(isDailyQuota)) return 'quota_exhausted';
  return classOfStatus(byCode);
}

/** A quota of the day comes back at midnight, not after the short wait that the same answer names. */
function isDailyQuota(detail: JsonObject): boolean {
  return objectsOf(detail.violations).some((violation) => /PerDay/.test(textOf(violation.quotaId) ?? ''));
}

function classOfStatus(status: number): FailureClass {
  return BY_STATUS[status] ?? (status >= 500 ? 'server_error' : 'unknown');
}
