import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import { WHILE_RUNNING } from '../pipeline/refused-key-error.ts';
import type { Facts } from './cause.ts';
import { causeOfAttempt } from './cause-of-attempt.ts';
import { causeOfLimit } from './cause-of-limit.ts';
import { causesOfSkips } from './cause-of-skips.ts';
import type { CauseCode } from './causes/all-causes.ts';
import type { FoundCause, FoundCauses } from './found-cause.ts';
import type { RestingAttempt } from './resting-attempts.ts';
import { wasNotSent } from './resting-attempts.ts';

interface Question {
  readonly record: RequestRecord;
  /** The attempts that were left alone: what they rest from went wrong, too. */
  readonly resting: readonly RestingAttempt[];
}

/** The root cause, and what else went wrong on the way. Decided by what was recorded, and by nothing else. */
export function findCauses({ record, resting }: Question): FoundCauses {
  const facts = factsOf(record);
  const failed = failedAttempts(record);
  const others = (not?: AttemptRecord) => [
    ...failed.filter((attempt) => attempt !== not).map((attempt) => ofAttempt(attempt, facts)),
    ...resting.flatMap(({ failure }) => (failure === undefined ? [] : [ofAttempt(failure.attempt, facts)])),
  ];
  if (record.replayOf !== undefined) return causesOfReplay({ record, facts });
  if (record.outcome === 'answered') return { root: undefined, others: others() };
  if (record.outcome === 'interrupted') return { root: { code: 'interrupted', facts }, others: [] };
  if (record.outcome === 'cancelled') return { root: { code: 'client_gone', facts }, others: others() };
  if (record.errorDetail === 'sandbox_trigger') return { root: { code: 'sandbox_trigger', facts }, others: [] };
  const decisive = decisiveAttempt(record);
  if (decisive !== undefined) return { root: ofAttempt(decisive, facts), others: others(decisive) };
  const [root, ...further] = withoutAttempt({ record, facts });
  return { root, others: [...further, ...others()] };
}

/** A stored answer that was sent again: whether it was a good one decides whether anything has to be mended. */
function causesOfReplay({ record, facts }: { readonly record: RequestRecord; readonly facts: Facts }): FoundCauses {
  const replayed = { code: 'replayed', facts } as const;
  return record.outcome === 'answered' ? { root: undefined, others: [replayed] } : { root: replayed, others: [] };
}

/** The attempt whose failure is the one to mend; undefined where none was made, or the request was answered. */
export function decisiveAttempt(record: RequestRecord): AttemptRecord | undefined {
  // What ended the request was not an attempt, whatever had failed before.
  if (record.outcome === 'answered' || record.errorDetail === WHILE_RUNNING) return undefined;
  const failed = failedAttempts(record);
  return DECIDED_BY_LAST.has(record.errorCode ?? '') ? failed.at(-1) : failed[0];
}

function failedAttempts({ attempts }: RequestRecord): readonly AttemptRecord[] {
  return attempts.filter(
    (attempt) => (attempt.outcome === 'failed' || attempt.outcome === 'cut') && !wasNotSent(attempt),
  );
}

/** The last attempt decided what the caller was told; elsewhere the first failure is the one to mend. */
const DECIDED_BY_LAST: ReadonlySet<string> = new Set([
  'validation_error',
  'provider_error',
  'deadline_exceeded',
  'shutting_down',
]);

function ofAttempt(attempt: AttemptRecord, facts: Facts): FoundCause {
  const found = causeOfAttempt(attempt);
  return { ...found, facts: { ...facts, ...found.facts } };
}

function withoutAttempt({
  record,
  facts,
}: Pick<Question, 'record'> & { readonly facts: Facts }): readonly [FoundCause, ...FoundCause[]] {
  const { errorCode, errorReason, skipped, needs } = record;
  const isPlan =
    errorReason === 'no_eligible_attempt' || (errorReason === 'context_length_exceeded' && skipped.length > 0);
  if (isPlan) return causesOfSkips({ skipped, facts, wantedProfile: needs?.profile });
  if (errorReason === 'all_circuits_open') return [{ code: 'all_circuits_open', facts }];
  if (errorCode === 'rate_limited') return [causeOfLimit({ record, facts })];
  return [{ code: codeOfError({ errorCode, errorReason, record }), facts }];
}

interface ErrorOfRecord extends Pick<RequestRecord, 'errorCode' | 'errorReason'> {
  readonly record: RequestRecord;
}

function codeOfError({ errorCode = '', errorReason = '', record }: ErrorOfRecord): CauseCode {
  const { errorDetail = '', errorParam } = record;
  if (errorCode === 'validation_error' && errorReason === 'out_of_range' && errorParam === 'response_profile') {
    return 'unknown_profile';
  }
  for (const name of [
    `${errorCode}:${errorReason}:${errorDetail}`,
    `${errorCode}:${errorDetail}`,
    `${errorCode}:${errorReason}`,
    errorCode,
  ]) {
    const code = CODE_OF_ERROR[name];
    if (code !== undefined) return code;
  }
  return 'other_error';
}

/** By code, reason and our own detail, as far as each of them tells something. */
const CODE_OF_ERROR: Readonly<Record<string, CauseCode | undefined>> = {
  missing_api_key: 'missing_header',
  'missing_api_key:other_header': 'key_in_other_header',
  'missing_api_key:empty_key': 'empty_key',
  'invalid_api_key:malformed': 'malformed_key',
  'invalid_api_key:no_scheme': 'no_scheme',
  'invalid_api_key:wrong_scheme': 'wrong_scheme',
  'invalid_api_key:quoted_key': 'quoted_key',
  'invalid_api_key:spaces_in_key': 'spaces_in_key',
  'invalid_api_key:unknown': 'unknown_key',
  'invalid_api_key:operator_only': 'operator_only',
  'invalid_api_key:wrong_operator_token': 'wrong_operator_token',
  'invalid_api_key:revoked': 'revoked_key',
  'invalid_api_key:expired': 'expired_key',
  'invalid_api_key:rotated': 'rotated_key',
  'invalid_api_key:route_not_assigned': 'key_without_route',
  'invalid_api_key:route_not_published': 'route_not_published',
  'invalid_api_key:workspace_suspended': 'workspace_suspended',
  browser_not_allowed: 'browser_origin',
  ip_not_allowed: 'wrong_ip',
  key_scope: 'wrong_scope',
  not_found: 'unknown_address',
  'not_found:no_operator_token': 'no_operator_token',
  'not_found:no_such_request': 'unknown_request',
  method_not_allowed: 'wrong_method',
  payload_too_large: 'body_too_large',
  unsupported_media_type: 'wrong_content_type',
  'unsupported_media_type:compressed': 'compressed_body',
  validation_error: 'invalid_field',
  'validation_error:invalid_json': 'invalid_json',
  'validation_error:forbidden_field': 'routing_field_in_body',
  'validation_error:invalid_header': 'invalid_header',
  'validation_error:malformed_http': 'malformed_http',
  'validation_error:incomplete_request': 'request_not_sent_in_time',
  'validation_error:headers_too_large': 'headers_too_large',
  'idempotency_conflict:other_body': 'idempotency_other_body',
  'idempotency_conflict:answer_not_kept': 'idempotency_answer_not_kept',
  idempotency_in_progress: 'idempotency_in_progress',
  'budget_exceeded:key_budget': 'key_budget',
  'budget_exceeded:route_budget': 'route_budget',
  'budget_exceeded:workspace_budget': 'workspace_budget',
  'budget_exceeded:member_budget': 'member_budget',
  'budget_exceeded:tag_budget': 'tag_budget',
  'budget_exceeded:workspace_credits': 'workspace_credits',
  'budget_exceeded:plan_limit': 'plan_capability',
  'budget_exceeded:plan_limit:not_in_allowance': 'not_in_allowance',
  free_managed_limit_reached: 'allowance_used',
  client_closed_request: 'client_gone',
  deadline_exceeded: 'deadline_too_short',
  shutting_down: 'shutting_down',
  storage_unavailable: 'storage_unavailable',
  'storage_unavailable:idempotency': 'storage_for_idempotency',
  internal_error: 'internal_error',
};

function factsOf(record: RequestRecord): Facts {
  const { keyName, routeName, errorCode, errorReason, errorParam, errorDetail, retryAfterMs, needs } = record;
  const [method, allowedMethod] = (errorDetail ?? '').split(' ');
  const known = {
    request: record.id,
    key: keyName,
    route: routeName,
    address: record.endpoint,
    first_request: record.replayOf,
    method,
    allowed_method: allowedMethod,
    origin: errorDetail,
    capability: errorDetail?.replace(/^plan_excludes:/, ''),
    member: record.member,
    tag: errorDetail?.startsWith('tag:') ? errorDetail.slice('tag:'.length) : record.tags.join('", "') || undefined,
    allowance: errorReason,
    detail: errorDetail,
    param: errorParam ?? 'the body',
    reason: errorReason,
    error: [errorCode, errorReason].filter(Boolean).join(':'),
    profile: record.profile,
    wanted_profile: needs?.profile,
    tokens: needs && String(needs.estimatedInputTokens),
    seconds: retryAfterMs === undefined ? undefined : String(Math.ceil(retryAfterMs / 1_000)),
    deadline: String(Math.round(record.totalMs)),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
