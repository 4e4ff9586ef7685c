import type { AttemptFailure, FailureClass } from '../domain/failure.ts';
import { type AttemptReport, GatewayError } from '../domain/gateway-error.ts';
import type { Needs } from '../domain/task.ts';
import { skippedReports } from './attempt-log.ts';
import type { AttemptPlan } from './plan-attempts.ts';

/** Nothing was tried. A task that is too long for every attempt is the caller's to change; the rest is the operator's. */
export function noEligibleAttemptError({
  plan,
  needs,
  nowMs,
}: {
  plan: AttemptPlan;
  needs: Needs;
  nowMs: number;
}): GatewayError {
  const attempts = skippedReports(plan);
  const reasons = plan.skipped.map(({ reason }) => reason);
  if (reasons.length > 0 && reasons.every((reason) => reason.startsWith('context_window:'))) {
    return tooLong(
      `The task is about ${needs.estimatedInputTokens} tokens long, more than any attempt of the route can take.`,
    );
  }
  const untils = plan.skipped.flatMap(({ untilMs }) => (untilMs === undefined ? [] : [untilMs]));
  if (untils.length > 0) {
    const retryAfterMs = Math.max(1_000, Math.min(...untils) - nowMs);
    return new GatewayError('all_providers_exhausted', {
      reason: 'all_circuits_open',
      attempts,
      retryAfterMs,
      message: 'Every attempt that could serve this request is resting after failures.',
      hint: `The first of them is tried again in ${Math.ceil(retryAfterMs / 1_000)} s; "attempts" says what they rest from.`,
    });
  }
  return new GatewayError('all_providers_exhausted', {
    reason: 'no_eligible_attempt',
    attempts,
    message: 'No attempt of this route can serve this request.',
    hint: hintFor(reasons),
  });
}

function hintFor(reasons: readonly string[]): string | undefined {
  const lacking = reasons.find((reason) => reason.startsWith('lacks_capability:'))?.split(':')[1];
  if (lacking)
    return `Add an attempt whose model can do "${lacking}" to the route; nothing has to change in the application.`;
  const profile = reasons.find((reason) => reason.startsWith('profile_not_served:'))?.split(':')[1];
  if (profile)
    return `Add "${profile}" to the profiles of an attempt of the route, or ask for another response_profile.`;
  if (reasons.includes('model_disabled'))
    return 'Enable the model at its connection, or name another one in the route.';
  return reasons.includes('connection_disabled') ? 'Enable a connection that the route uses.' : undefined;
}

interface ExhaustedInput {
  readonly failure: AttemptFailure;
  readonly reports: readonly AttemptReport[];
  readonly plan: AttemptPlan;
  readonly deadlineMs: number;
}

/** The last failure decides what the caller is told: their task, the operator's setup, or a provider's bad day. */
export function exhaustedError({ failure, reports, deadlineMs }: ExhaustedInput): GatewayError {
  const answer = ANSWER_OF_CLASS[failure.class];
  const attempts = reports;
  switch (answer.kind) {
    case 'task':
      return new GatewayError('validation_error', {
        reason: answer.reason,
        message: answer.message,
        hint: answer.hint,
        attempts,
        note: failure.note,
      });
    case 'setup':
      return new GatewayError('provider_error', {
        reason: answer.reason,
        message: answer.message,
        attempts,
        note: failure.note,
      });
    case 'deadline':
      return new GatewayError('deadline_exceeded', {
        reason: 'route',
        attempts,
        message: `The request did not finish within the route's deadline of ${deadlineMs} ms.`,
      });
    case 'shutdown':
      return shutdownError({ attempts });
    case 'provider':
      return new GatewayError('all_providers_exhausted', {
        reason: 'all_attempts_failed',
        attempts,
        retryAfterMs: failure.retryAfterMs ?? 1_000,
        message: 'Every attempt of this route failed.',
        note: failure.note,
      });
  }
}

/** After output there is no silent way out: the stream says that it broke. */
export function cutError({ failure, position }: { failure: AttemptFailure; position: number }): GatewayError {
  if (failure.class === 'deadline') return new GatewayError('deadline_exceeded', { reason: 'route' });
  if (failure.class === 'shutting_down') return shutdownError({ attempts: undefined });
  return new GatewayError('provider_error', {
    reason: 'stream_cut',
    message: `The provider broke off in the middle of the answer (attempt ${position}: ${failure.detail ?? failure.class}).`,
    hint: 'Use what was received, or send the request again. A route with "on_cut: resume" goes on with its next attempt instead.',
    note: failure.note,
  });
}

/** The gateway's own end: what ran had its time. */
export function shutdownError({ attempts }: { attempts: readonly AttemptReport[] | undefined }): GatewayError {
  return new GatewayError('shutting_down', { attempts, retryAfterMs: 1_000 });
}

function tooLong(message: string): GatewayError {
  return new GatewayError('validation_error', {
    reason: 'context_length_exceeded',
    param: 'messages',
    message,
    hint: 'Shorten the task, or add an attempt with a larger context window to the route.',
  });
}

type AnswerOfClass =
  | { readonly kind: 'task'; readonly reason: string; readonly message: string; readonly hint: string }
  | { readonly kind: 'setup'; readonly reason: string; readonly message: string }
  | { readonly kind: 'provider' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'shutdown' };

const PROVIDER: AnswerOfClass = { kind: 'provider' };

/** FailureClass → error code: the one mapping between the two vocabularies. */
const ANSWER_OF_CLASS: Readonly<Record<FailureClass, AnswerOfClass>> = {
  bad_request: {
    kind: 'task',
    reason: 'rejected_by_provider',
    message: 'The provider refused the task as invalid.',
    hint: 'Check the messages, tools and schemas; "latentkit explain" with the request id shows what the provider said.',
  },
  unsupported_parameter: {
    kind: 'task',
    reason: 'unsupported_parameter',
    message: 'No attempt of the route supports a parameter of this task.',
    hint: 'Leave the parameter out, or add an attempt to the route whose model supports it.',
  },
  context_length: {
    kind: 'task',
    reason: 'context_length_exceeded',
    message: 'The task is longer than the context window of every attempt that was tried.',
    hint: 'Shorten the task, or add an attempt with a larger context window to the route.',
  },
  content_filter: {
    kind: 'task',
    reason: 'content_policy',
    message: "The task was refused by the provider's content policy.",
    hint: 'Change the content of the task.',
  },
  invalid_media: {
    kind: 'task',
    reason: 'unsupported_media',
    message: 'The provider could not use an image, audio or file of this task.',
    hint: 'Check that it can be read, is of a supported type and not too large; a data URL spares the provider the download.',
  },
  payload_too_large: {
    kind: 'task',
    reason: 'out_of_range',
    message: 'The task is larger than the provider accepts.',
    hint: 'Send less at once, or smaller images.',
  },
  auth_upstream: {
    kind: 'setup',
    reason: 'credential_refused',
    message: "The provider refused the connection's credential. The API key of this request is fine.",
  },
  permission: {
    kind: 'setup',
    reason: 'permission_denied',
    message: "The connection's account may not use this model, region or feature.",
  },
  model_not_found: {
    kind: 'setup',
    reason: 'model_not_found',
    message: 'The provider does not know the model that the route names.',
  },
  egress_blocked: {
    kind: 'setup',
    reason: 'egress_blocked',
    message: 'The address of the connection is not one that this gateway may call.',
  },
  rate_limited: PROVIDER,
  quota_exhausted: PROVIDER,
  overloaded: PROVIDER,
  server_error: PROVIDER,
  connect_error: PROVIDER,
  timeout: PROVIDER,
  malformed_response: PROVIDER,
  conflict: PROVIDER,
  unknown: PROVIDER,
  unavailable: PROVIDER,
  cancelled: PROVIDER,
  deadline: { kind: 'deadline' },
  shutting_down: { kind: 'shutdown' },
};
