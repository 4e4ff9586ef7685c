import type { ServerOptions } from '../dataplane/server-options.ts';
import type { Clock } from '../domain/ports.ts';
import type { createMemoryLedger } from '../ledger/memory-ledger.ts';
import type { OpenLimiter } from './open-limiter.ts';

/** What is left of everything that bounds a key. */
export function createAllowance({
  limits,
  ledger,
  clock,
}: {
  readonly limits: Pick<OpenLimiter, 'limitsOf'>;
  readonly ledger: Pick<ReturnType<typeof createMemoryLedger>, 'budgetsOf' | 'creditsOf' | 'allowancesOf'>;
  readonly clock: Clock;
}): ServerOptions['allowanceOf'] {
  return async ({ principal, clientIp }) => ({
    limits: await limits.limitsOf({ principal, clientIp, nowMs: clock.now() }),
    budgets: await ledger.budgetsOf({ principal, nowMs: clock.now() }),
    credits: await ledger.creditsOf({ workspaceId: principal.workspaceId, nowMs: clock.now() }),
    managed: await ledger.allowancesOf({ principal, nowMs: clock.now() }),
  });
}
