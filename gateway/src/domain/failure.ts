/** What an attempt's failure teaches about its target (RELIABILITY §3.1). What the caller is told is another vocabulary. */
export const FAILURE_CLASSES = [
  'bad_request',
  'unsupported_parameter',
  'auth_upstream',
  'permission',
  'model_not_found',
  'rate_limited',
  'quota_exhausted',
  'overloaded',
  'server_error',
  'connect_error',
  'timeout',
  'context_length',
  'content_filter',
  'invalid_media',
  'payload_too_large',
  'malformed_response',
  'conflict',
  'egress_blocked',
  'unavailable',
  'deadline',
  'cancelled',
  'shutting_down',
  'unknown',
] as const;

export type FailureClass = (typeof FAILURE_CLASSES)[number];

export interface AttemptFailure {
  readonly class: FailureClass;
  /** HTTP status of the upstream's answer; undefined where none came. */
  readonly status: number | undefined;
  /** The provider's own code, if its body has one. */
  readonly code: string | undefined;
  /** The provider's own words: for the log and for the operator, never sent to a caller as they are. */
  readonly note: string | undefined;
  /** How long the provider asks to be left alone, ms, clamped to 0–300 000. */
  readonly retryAfterMs: number | undefined;
  /** Our name for what happened where no HTTP answer says it: 'first_content_timeout', 'reset', 'dns' … */
  readonly detail: string | undefined;
}

export interface NextMove {
  /** May another attempt be tried? `larger_context`: only one with a larger window. */
  readonly failover: 'never' | 'always' | 'larger_context';
  /** Tries again on the same target once, when it is the last one and the deadline allows. */
  readonly retrySame: boolean;
  /** `counts`: against the circuit. `cools`: the target is left alone for a time. `none`: says nothing about its health. */
  readonly health: 'none' | 'counts' | 'cools';
  /** Cooling time, ms, where the provider names none. */
  readonly coolMs: number;
}

const TASK_FAULT = { failover: 'never', retrySame: false, health: 'none', coolMs: 0 } as const;
const TRY_ELSEWHERE = { failover: 'always', retrySame: false, health: 'none', coolMs: 0 } as const;
const UNHEALTHY = { failover: 'always', retrySame: true, health: 'counts', coolMs: 0 } as const;

export const NEXT_MOVE: Readonly<Record<FailureClass, NextMove>> = {
  bad_request: TASK_FAULT,
  content_filter: TASK_FAULT,
  cancelled: TASK_FAULT,
  deadline: TASK_FAULT,
  shutting_down: TASK_FAULT,
  unsupported_parameter: TRY_ELSEWHERE,
  invalid_media: TRY_ELSEWHERE,
  payload_too_large: TRY_ELSEWHERE,
  conflict: { ...TRY_ELSEWHERE, retrySame: true },
  context_length: { failover: 'larger_context', retrySame: false, health: 'none', coolMs: 0 },
  // A refused credential or a missing model stays so until somebody changes it: leave the target alone for a while.
  auth_upstream: { failover: 'always', retrySame: false, health: 'cools', coolMs: 60_000 },
  permission: { failover: 'always', retrySame: false, health: 'cools', coolMs: 60_000 },
  model_not_found: { failover: 'always', retrySame: false, health: 'cools', coolMs: 60_000 },
  // Kept away by an open circuit: nothing was sent, so nothing was learned.
  unavailable: TRY_ELSEWHERE,
  egress_blocked: { failover: 'always', retrySame: false, health: 'none', coolMs: 0 },
  rate_limited: { failover: 'always', retrySame: false, health: 'cools', coolMs: 1_000 },
  quota_exhausted: { failover: 'always', retrySame: false, health: 'cools', coolMs: 600_000 },
  overloaded: UNHEALTHY,
  server_error: UNHEALTHY,
  connect_error: UNHEALTHY,
  malformed_response: UNHEALTHY,
  timeout: { ...UNHEALTHY, retrySame: false },
  unknown: { ...UNHEALTHY, retrySame: false },
};
