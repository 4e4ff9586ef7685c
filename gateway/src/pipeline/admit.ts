import { GatewayError } from '../domain/gateway-error.ts';
import type { Admission } from '../domain/ports.ts';
import { totalInputTokens, totalOutputTokens } from '../domain/usage.ts';
import type { RouteResolved } from './resolve-route.ts';
import type { Stage } from './stage.ts';

export interface Admitted extends RouteResolved {
  readonly admission: Extract<Admission, { admitted: true }>;
}

export const admit: Stage<RouteResolved, Admitted> = {
  name: 'admit',
  enter: (exchange, { limiter, clock }) => {
    const { principal, needs, task } = exchange;
    const output = task.operation === 'chat' ? (task.request.maxTokens ?? 0) : 0;
    const estimatedTokens = needs.estimatedInputTokens + output;
    const admission = limiter.admit({ principal, estimatedTokens, nowMs: clock.now() });
    if (admission instanceof Promise) return admission.then((known) => admitted({ exchange, admission: known }));
    return admitted({ exchange, admission });
  },
  leave: ({ admission }, outcome) => {
    const usage = outcome.attempts.findLast((attempt) => attempt.usage !== undefined)?.usage;
    admission.release(usage ? totalInputTokens(usage) + totalOutputTokens(usage) : undefined);
  },
};

function admitted({ exchange, admission }: { exchange: RouteResolved; admission: Admission }): Admitted {
  exchange.admitted(admission.limits);
  if (admission.admitted) return { ...exchange, admission };
  const seconds = Math.max(1, Math.ceil(admission.retryAfterMs / 1_000));
  const { keyName } = exchange.principal;
  throw new GatewayError('rate_limited', {
    reason: admission.reason,
    detail: admission.counted,
    message:
      admission.reason === 'concurrency'
        ? `The key "${keyName}" has as many requests running as it may.`
        : `A limit of the ${admission.reason} is reached for now (key "${keyName}").`,
    hint: `Wait ${seconds} s, as the "Retry-After" header says, or raise the limit of the ${admission.reason}.`,
    retryAfterMs: admission.retryAfterMs,
  });
}
