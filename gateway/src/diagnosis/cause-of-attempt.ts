import type { FailureClass } from '../domain/failure.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { Facts } from './cause.ts';
import type { CauseCode } from './causes/all-causes.ts';
import type { FoundCause } from './found-cause.ts';

type Failed = Pick<
  AttemptRecord,
  | 'connection'
  | 'provider'
  | 'model'
  | 'outcome'
  | 'failureClass'
  | 'failureDetail'
  | 'failureNote'
  | 'status'
  | 'retryAfterMs'
>;

/** What is to be mended after an attempt that failed or broke off. */
export function causeOfAttempt(attempt: Failed): FoundCause {
  return { code: codeOf(attempt), facts: factsOf(attempt) };
}

function factsOf({ connection, provider, model, status, failureClass, failureDetail, retryAfterMs }: Failed): Facts {
  return {
    connection,
    provider,
    model,
    detail: failureDetail ?? failureClass ?? 'unknown',
    // No answer came where there is no status.
    status: status === undefined ? 'none' : String(status),
    seconds: String(Math.ceil((retryAfterMs ?? 1_000) / 1_000)),
  };
}

function codeOf(attempt: Failed): CauseCode {
  const { outcome, failureClass = 'unknown', failureDetail } = attempt;
  const ofDetail = CODE_OF_DETAIL[`${failureClass}:${failureDetail}`];
  if (ofDetail !== undefined) return ofDetail;
  if (failureClass === 'permission' && speaksOfRegion(attempt)) return 'region_refused';
  if (outcome === 'cut' && !KEEPS_ITS_NAME.has(failureClass)) return 'stream_cut';
  if (failureClass === 'malformed_response' && /^status_3\d\d$/.test(failureDetail ?? '')) return 'redirect_refused';
  return CODE_OF_CLASS[failureClass];
}

const REGION = /\b(location|country|region|territory)\b/i;
const NOT_SUPPORTED = /not (supported|available|allowed)|unsupported/i;

/** Providers tell a refused region from other refusals by a code, or in words only. */
function speaksOfRegion({ failureDetail = '', failureNote = '' }: Failed): boolean {
  return (
    /country|region|territory/i.test(failureDetail) || (REGION.test(failureNote) && NOT_SUPPORTED.test(failureNote))
  );
}

/** A stream that breaks is a broken stream, whatever broke it; but not where the deadline or the gateway ended it. */
const KEEPS_ITS_NAME: ReadonlySet<FailureClass> = new Set(['deadline', 'shutting_down', 'cancelled']);

const CODE_OF_DETAIL: Readonly<Record<string, CauseCode | undefined>> = {
  'timeout:first_content_timeout': 'first_content_timeout',
  'timeout:idle_timeout': 'idle_timeout',
  'timeout:connect_timeout': 'connect_timeout',
  'connect_error:dns': 'dns_failed',
  'connect_error:connect_refused': 'connection_refused',
  'connect_error:tls': 'tls_failed',
};

const CODE_OF_CLASS: Readonly<Record<FailureClass, CauseCode>> = {
  bad_request: 'rejected_by_provider',
  unsupported_parameter: 'unsupported_parameter',
  auth_upstream: 'credential_refused',
  permission: 'permission_denied',
  model_not_found: 'model_not_found',
  rate_limited: 'upstream_rate_limited',
  quota_exhausted: 'out_of_credit',
  overloaded: 'overloaded',
  server_error: 'provider_failed',
  connect_error: 'connection_broken',
  timeout: 'attempt_timeout',
  context_length: 'too_long_for_provider',
  content_filter: 'content_refused',
  invalid_media: 'media_refused',
  payload_too_large: 'too_large_for_provider',
  malformed_response: 'malformed_answer',
  conflict: 'provider_conflict',
  egress_blocked: 'egress_blocked',
  unavailable: 'all_circuits_open',
  deadline: 'deadline_too_short',
  shutting_down: 'shutting_down',
  cancelled: 'client_gone',
  unknown: 'unknown_failure',
};
