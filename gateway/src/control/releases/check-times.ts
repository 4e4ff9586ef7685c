import type { CheckContext } from '../../config/check-context.ts';
import type { RouteSpec } from '../../domain/definitions.ts';
import { FIRST_CONTENT_TIMEOUT_MS } from '../compile-route.ts';

interface TimesCheck {
  readonly spec: RouteSpec;
  readonly context: CheckContext;
}

/** A deadline that is over before the attempts had their time: nothing else would be tried then. */
export function checkTimes({ spec, context }: TimesCheck): void {
  const [first] = spec.attempts;
  if (first === undefined) return;
  const firstMs = first.timeoutMs ?? first.firstContentTimeoutMs ?? FIRST_CONTENT_TIMEOUT_MS;
  if (spec.deadlineMs < firstMs) {
    context.report({
      path: ['deadline_ms'],
      severity: 'warning',
      message: `the deadline of ${spec.deadlineMs} ms is over before the first attempt's ${firstMs} ms are: it never times out, and nothing else is tried`,
      instead: 'Give the first attempt a shorter timeout, or the route a longer deadline.',
    });
    return;
  }
  checkReach({ spec, context });
}

/** Only where the order is fixed, and where each attempt before has a timeout of its own. */
function checkReach({ spec, context }: TimesCheck): void {
  if (spec.strategy !== 'in_order' || spec.attempts.some(({ weight }) => weight !== undefined)) return;
  let usedMs = 0;
  for (const [index, { timeoutMs }] of spec.attempts.entries()) {
    if (usedMs >= spec.deadlineMs) {
      context.report({
        path: ['attempts', index],
        severity: 'warning',
        message: `attempt ${index + 1} is not reached where those before it time out: that takes ${usedMs} ms, and the deadline is ${spec.deadlineMs} ms`,
        instead: 'Shorten the timeouts of the attempts before it, or lengthen the deadline.',
      });
      return;
    }
    if (timeoutMs === undefined) return;
    usedMs += timeoutMs;
  }
}
