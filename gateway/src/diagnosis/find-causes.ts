import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import type { Facts } from './cause.ts';
import { causeOfAttempt } from './cause-of-attempt.ts';
import { causeOfLimit } from './cause-of-limit.ts';
import { causesOfSkips } from './cause-of-skips.ts';
import type { CauseCode } from './causes/all-causes.ts';
import type { FoundCause } from './found-cause.ts';
import { lastingFailure } from './lasting-failure.ts';

interface Question {
  readonly record: RequestRecord;
  /** Requests of the same workspace that failed before it, newest first: what its attempts rest from is found there. */
  readonly earlier: readonly RequestRecord[];
}

/** The root cause, then what else went wrong on the way. Decided by what was recorded, and by nothing else. */
export function findCauses({ record, earlier }: Question): readonly [FoundCause, ...FoundCause[]] {
  const facts = factsOf(record);
  const failed = record.attempts.filter(({ outcome }) => outcome === 'failed' || outcome === 'cut');
  const others = (not?: AttemptRecord) =>
    failed.filter((attempt) => attempt !== not).map((attempt) => ofAttempt(attempt, facts));
  if (record.replayOf !== undefined) return [{ code: 'replayed', facts }];
  if (record.outcome === 'answered') {
    const last = record.attempts.at(-1);
    return [
      { code: 'answered', facts: { ...facts, ...(last && { connection: last.connection, model: last.model }) } },
      ...others(),
    ];
  }
  if (record.outcome === 'interrupted') return [{ code: 'interrupted', facts }];
  if (record.outcome === 'cancelled') return [{ code: 'client_gone', facts }, ...others()];
  if (record.errorDetail === 'sandbox_trigger') return [{ code: 'sandbox_trigger', facts }];
  const decisive = DECIDED_BY_LAST.has(record.errorCode ?? '') ? failed.at(-1) : failed[0];
  if (decisive !== undefined) return [ofAttempt(decisive, facts), ...others(decisive)];
  return withoutAttempt({ record, earlier, facts });
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
  earlier,
  facts,
}: Question & { readonly facts: Facts }): readonly [FoundCause, ...FoundCause[]] {
  const { errorCode, errorReason, skipped, needs } = record;
  const isPlan =
    errorReason === 'no_eligible_attempt' || (errorReason === 'context_length_exceeded' && skipped.length > 0);
  if (isPlan) return causesOfSkips({ skipped, facts, wantedProfile: needs?.profile });
  if (errorReason === 'all_circuits_open') {
    const resting = skipped.filter(({ reason }) => reason === 'cooling_down' || reason === 'circuit_open');
    const because = resting.flatMap((report) => lastingFailure({ report, earlier }) ?? []);
    return [{ code: 'all_circuits_open', facts }, ...because.map((attempt) => ofAttempt(attempt, facts))];
  }
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
  gateway_overloaded: 'gateway_overloaded',
  storage_unavailable: 'storage_unavailable',
  'storage_unavailable:idempotency': 'storage_for_idempotency',
  internal_error: 'internal_error',
};

function factsOf(record: RequestRecord): Facts {
  const { keyName, routeName, errorCode, errorReason, errorParam, errorDetail, retryAfterMs, needs } = record;
  const known = {
    key: keyName,
    route: routeName,
    address: record.endpoint,
    request: record.replayOf,
    method: errorDetail,
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
