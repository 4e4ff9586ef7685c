import { ERROR_CATALOGUE, type ErrorCode } from '@latentkit/contract/error-catalogue';
import { type AttemptReport, GatewayError, type GatewayErrorDetails } from '../../domain/gateway-error.ts';
import { SANDBOX_MODEL } from './chat-steps.ts';
import { readTrigger } from './read-trigger.ts';

const RETRY_AFTER_MS = 2_000;

/**
 * The gateway's own error that a text asks for by `sandbox:error <code> [reason]`, with the fields that the real one has.
 * Without a reason the first one of the catalogue is taken. Undefined: the text asks for none, or for one that does not
 * exist; then the sandbox itself explains what exists.
 */
export function sandboxGatewayError(text: string): GatewayError | undefined {
  const found = readTrigger(text);
  if (found.kind !== 'known' || found.trigger.group !== 'gateway_error') return undefined;
  const [code, wanted] = found.following;
  if (!isErrorCode(code)) return undefined;
  const reasons: readonly string[] = ERROR_CATALOGUE[code].reasons;
  if (wanted !== undefined && !reasons.includes(wanted)) return undefined;
  const reason = wanted ?? reasons[0];
  const note = 'asked for by a sandbox trigger';
  return new GatewayError(code, { reason, note, detail: 'sandbox_trigger', ...detailsOf(code, reason) });
}

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERROR_CATALOGUE, code);
}

function detailsOf(code: ErrorCode, reason: string | undefined): GatewayErrorDetails {
  switch (code) {
    case 'validation_error':
      return { param: PARAM_OF_REASON[reason ?? ''] };
    case 'guardrail_blocked':
      return { extra: { guardrail: 'sandbox', stage: reason } };
    case 'budget_exceeded':
      return reason === 'plan_limit' ? { extra: UPGRADE } : { extra: RESETS };
    case 'free_managed_limit_reached':
      return { extra: UPGRADE };
    case 'all_providers_exhausted':
      return { attempts: ATTEMPTS_OF_REASON[reason ?? ''], ...retryAfter(reason !== 'no_eligible_attempt') };
    case 'provider_error':
      return reason === 'stream_cut' ? {} : { attempts: [FAILURE_OF_REASON[reason ?? ''] ?? failed('unknown', 502)] };
    case 'idempotency_conflict':
      return reason === 'answer_not_kept' ? ANSWER_NOT_KEPT : {};
    case 'idempotency_in_progress':
    case 'rate_limited':
    case 'gateway_overloaded':
    case 'shutting_down':
    case 'storage_unavailable':
      return retryAfter(true);
    default:
      return {};
  }
}

const RESETS = { resets_at: '2027-01-01T00:00:00.000Z' };
const ANSWER_NOT_KEPT = {
  message: 'This request was answered and charged before, but its answer was too large to be kept for a repeat.',
  hint: 'Send it with a new Idempotency-Key to have it run, and charged, once more.',
};
const UPGRADE = { upgrade_required: true, upgrade_to: 'pro' };

/** Undefined: the fault is not in one field. */
const PARAM_OF_REASON: Readonly<Record<string, string | undefined>> = {
  missing_field: 'messages',
  wrong_type: 'messages[0].content',
  out_of_range: 'temperature',
  forbidden_field: 'model',
  unknown_field: 'reasoning.depth',
  invalid_header: 'Idempotency-Key',
  too_deep: 'messages[0].content',
  too_many_items: 'messages',
  context_length_exceeded: 'messages',
  unsupported_media: 'messages[0].content[0].image_url',
};

const FAILURE_OF_REASON: Readonly<Record<string, AttemptReport>> = {
  credential_refused: failed('auth_upstream', 401),
  permission_denied: failed('permission', 403),
  model_not_found: failed('model_not_found', 404),
  malformed_response: failed('malformed_response', 200),
  egress_blocked: withoutStatus('egress_blocked'),
};

const ATTEMPTS_OF_REASON: Readonly<Record<string, readonly AttemptReport[]>> = {
  no_eligible_attempt: [skipped('lacks_capability:tools')],
  all_attempts_failed: [failed('server_error', 500), { ...failed('rate_limited', 429), attempt: 2 }],
  all_circuits_open: [skipped('circuit_open'), { ...skipped('cooling_down'), attempt: 2 }],
};

function retryAfter(isSent: boolean): GatewayErrorDetails {
  return isSent ? { retryAfterMs: RETRY_AFTER_MS } : {};
}

function failed(reason: string, status: number): AttemptReport {
  return {
    attempt: 1,
    connection: 'sandbox',
    model: SANDBOX_MODEL,
    outcome: 'failed',
    reason,
    status,
    latency_ms: 120,
  };
}

/** No byte was sent, so that no status came back. */
function withoutStatus(reason: string): AttemptReport {
  const { status: _, ...report } = failed(reason, 0);
  return report;
}

function skipped(reason: string): AttemptReport {
  return { attempt: 1, connection: 'sandbox', model: SANDBOX_MODEL, outcome: 'skipped', reason };
}
