import type { LimitState } from '../domain/limits.ts';
import type { Admission, Clock, Limiter } from '../domain/ports.ts';
import type { Principal } from '../domain/route.ts';
import { decideAdmission, UNLIMITED } from './decide-admission.ts';
import { mayBeLimited } from './limit-set.ts';
import type { Meter } from './meter.ts';
import { createMeters, stateOf } from './meters.ts';
import { createDayReader, type DayReaderDeps } from './read-day.ts';

export interface LimitsQuery {
  readonly principal: Principal;
  readonly clientIp: string | undefined;
  readonly nowMs: number;
}

export interface MemoryLimiter extends Limiter {
  /** Never waits: everything it needs is in memory. */
  admit(claim: Parameters<Limiter['admit']>[0]): Admission;
  /** Looks without taking. Where the address is not known, its limits are left out. */
  limitsOf(query: LimitsQuery): readonly LimitState[];
  /**
   * Reads what these keys' limits per day were used for before this process began. Nobody has to wait for it: what is not
   * read yet is read when it is first used, while requests pass.
   */
  warm(query: { readonly principals: Iterable<Principal> }): Promise<void>;
  /** Keys, routes, workspaces and addresses that hold state, for metrics and tests. */
  readonly tracked: number;
}

export interface MemoryLimiterDeps extends DayReaderDeps {
  readonly clock: Clock;
  readonly maxAddresses?: number;
}

/**
 * Rate limits of one process: those of the key, the client's address, the route and the workspace, checked together. A
 * request takes something of all of them or, where one has no room, of none.
 *
 * Per minute counts a true sliding window, per day the calendar day (UTC). Tokens are taken as estimated and corrected when
 * the answer is known: what was not used is given back to the moment of the request, what was used beyond the estimate
 * counts from the moment when it became known. A request whose estimate is above the whole token limit is admitted when
 * nothing else counts, since otherwise it could never run. Limits hang on the ids, so rotating a secret or publishing a
 * route changes nothing.
 */
export function createMemoryLimiter(deps: MemoryLimiterDeps): MemoryLimiter {
  const { clock, maxAddresses } = deps;
  const days = createDayReader(deps);
  const meters = createMeters({ maxAddresses, onUnreadDay: days.read });

  return {
    get tracked() {
      return meters.tracked;
    },
    admit(claim) {
      if (!mayBeLimited(claim.principal)) return UNLIMITED;
      const set = meters.setOf(claim.principal);
      if (set.scopes.length === 0) return UNLIMITED;
      const used: Meter[] = [];
      for (const scope of set.scopes) used.push(meters.meterOf(scope, claim));
      const { estimatedTokens: tokens, nowMs } = claim;
      return decideAdmission({ set, meters: used, tokens, clock, nowMs }) ?? UNLIMITED;
    },
    limitsOf({ principal, clientIp, nowMs }) {
      return meters
        .setOf(principal)
        .scopes.filter(({ isAddress }) => !isAddress || clientIp !== undefined)
        .flatMap((scope) => {
          const meter = meters.meterOf(scope, { clientIp: clientIp ?? '', nowMs });
          return scope.policies.map((policy) => stateOf(policy, meter));
        });
    },
    async warm({ principals }) {
      for (const principal of principals) {
        if (!mayBeLimited(principal)) continue;
        for (const scope of meters.setOf(principal).scopes) {
          if (scope.isAddress || !scope.counted.day) continue;
          meters.meterOf(scope, { clientIp: '', nowMs: clock.now() });
          await days.settled();
        }
      }
    },
  };
}
