import { totalsOf } from '../domain/charges.ts';
import type { Admission } from '../domain/ports.ts';
import { totalInputTokens, totalOutputTokens } from '../domain/usage.ts';
import { DEFAULT_OUTPUT_TOKENS } from './cover-attempt.ts';
import { limitError } from './limit-error.ts';
import type { Outcome } from './outcome.ts';
import type { RouteResolved } from './resolve-route.ts';
import type { Stage } from './stage.ts';

export interface Admitted extends RouteResolved {
  readonly admission: Extract<Admission, { admitted: true }>;
}

/** Every limit that applies takes the request, or none does. What it did not use of its tokens is given back. */
export const admit: Stage<RouteResolved, Admitted> = {
  name: 'admit',
  enter: (exchange, { limiter, clock }) => {
    const { principal, clientIp } = exchange;
    const estimatedTokens = mostTokensOf(exchange);
    const admission = limiter.admit({ principal, clientIp, estimatedTokens, nowMs: clock.now() });
    if (admission instanceof Promise) {
      return admission.then((known) => admitted({ exchange, admission: known, estimatedTokens }));
    }
    return admitted({ exchange, admission, estimatedTokens });
  },
  leave: ({ admission }, outcome) => admission.release(usedTokensOf(outcome)),
};

function admitted({
  exchange,
  admission,
  estimatedTokens,
}: {
  readonly exchange: RouteResolved;
  readonly admission: Admission;
  readonly estimatedTokens: number;
}): Admitted {
  exchange.admitted(admission.limits);
  if (admission.admitted) return { ...exchange, admission };
  throw limitError({ admission, estimatedTokens });
}

/** The input as far as it can be told from its length, and the longest answer that the caller allows. */
function mostTokensOf({ needs, task }: RouteResolved): number {
  const output = task.operation === 'chat' ? (task.request.maxTokens ?? DEFAULT_OUTPUT_TOKENS) : 0;
  return needs.estimatedInputTokens + output;
}

/** Undefined: something was sent, and nobody knows what it used. */
export function usedTokensOf({ state, attempts }: Outcome): number | undefined {
  if (attempts.length === 0) return 0;
  const { usage } = totalsOf(attempts);
  if (usage !== undefined) return totalInputTokens(usage) + totalOutputTokens(usage);
  return state === 'failed' ? 0 : undefined;
}
