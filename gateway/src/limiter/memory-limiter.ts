import type { LimitPolicy, LimitState } from '../domain/limits.ts';
import type { Admission, Clock, Limiter } from '../domain/ports.ts';
import type { Principal } from '../domain/route.ts';
import { createSweepingMap, type SweepingMap } from '../domain/sweeping-map.ts';
import { addressBlock } from './address-block.ts';
import { type LimitSet, limitSetOf, type MeteredScope, mayBeLimited } from './limit-set.ts';
import { Meter } from './meter.ts';
import { createDayReader, type DayReaderDeps } from './read-day.ts';
import type { WindowCell } from './sliding-window.ts';
import { TakenRequest } from './taken-request.ts';

/** Addresses of one workspace that hold state at the same time: some 40 MB. Beyond it some are forgotten early. */
const MAX_ADDRESSES = 100_000;

export interface MemoryLimiter extends Limiter {
  /** Never waits: everything it needs is in memory. */
  admit(claim: Parameters<Limiter['admit']>[0]): Admission;
  /** Looks without taking. Where the address is not known, its limits are left out. */
  limitsOf(query: {
    readonly principal: Principal;
    readonly clientIp: string | undefined;
    readonly nowMs: number;
  }): readonly LimitState[];
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

const UNLIMITED: Admission = Object.freeze({ admitted: true, release: () => {}, limits: undefined });

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
  const { clock, maxAddresses = MAX_ADDRESSES } = deps;
  const ofMeters = { create: () => new Meter(), isIdle: (meter: Meter, nowMs: number) => meter.isIdle(nowMs) };
  const meters = createSweepingMap<Meter>(ofMeters);
  // By workspace, and not by both in one text: that would have to be put together for every request.
  const addresses = new Map<string, SweepingMap<Meter>>();
  // By the object: a snapshot that is swapped brings new ones.
  const sets = new WeakMap<Principal, LimitSet>();
  const days = createDayReader(deps);

  const setOf = (principal: Principal): LimitSet => {
    let set = sets.get(principal);
    if (set === undefined) {
      set = limitSetOf(principal);
      sets.set(principal, set);
    }
    return set;
  };
  const addressesOf = (workspaceId: string): SweepingMap<Meter> => {
    let known = addresses.get(workspaceId);
    if (known === undefined) {
      known = createSweepingMap<Meter>({ ...ofMeters, maxEntries: maxAddresses });
      addresses.set(workspaceId, known);
    }
    return known;
  };
  const meterOf = ({ id, isAddress, counted, logScope }: MeteredScope, at: Moment): Meter => {
    const meter = isAddress
      ? addressesOf(id).getOrCreate(addressBlock(at.clientIp), at.nowMs)
      : meters.getOrCreate(id, at.nowMs);
    meter.open(counted, at.nowMs);
    meter.advance(at.nowMs);
    if (meter.day?.log === 'unread') days.read({ day: meter.day, scope: logScope, nowMs: at.nowMs });
    return meter;
  };

  return {
    get tracked() {
      let tracked = meters.size;
      for (const { size } of addresses.values()) tracked += size;
      return tracked;
    },
    admit(claim) {
      if (!mayBeLimited(claim.principal)) return UNLIMITED;
      const set = setOf(claim.principal);
      if (set.scopes.length === 0) return UNLIMITED;
      const used: Meter[] = [];
      for (const scope of set.scopes) used.push(meterOf(scope, claim));
      return admitOrRefuse({ set, meters: used, tokens: claim.estimatedTokens, clock, nowMs: claim.nowMs });
    },
    limitsOf({ principal, clientIp, nowMs }) {
      return setOf(principal)
        .scopes.filter(({ isAddress }) => !isAddress || clientIp !== undefined)
        .flatMap((scope) => {
          const meter = meterOf(scope, { clientIp: clientIp ?? '', nowMs });
          return scope.policies.map((policy) => stateOf(policy, meter));
        });
    },
    async warm({ principals }) {
      for (const principal of principals) {
        if (!mayBeLimited(principal)) continue;
        for (const scope of setOf(principal).scopes) {
          if (scope.isAddress || !scope.counted.day) continue;
          meterOf(scope, { clientIp: '', nowMs: clock.now() });
          await days.settled();
        }
      }
    },
  };
}

interface Moment {
  readonly clientIp: string;
  readonly nowMs: number;
}

interface Check {
  readonly set: LimitSet;
  /** In the order of the set's scopes. */
  readonly meters: readonly Meter[];
  readonly tokens: number;
  readonly clock: Clock;
  readonly nowMs: number;
}

/**
 * Looks at every limit once, and takes only when all have room. A refusal names the limit that has to be waited for the
 * longest: whoever waits for it has waited for all of them.
 */
function admitOrRefuse(check: Check): Admission {
  const { set, meters, tokens } = check;
  let refusing: LimitPolicy | undefined;
  let retryAfterMs = 0;
  let tightest: LimitPolicy | undefined;
  let tightestMeter: Meter | undefined;
  let leastLeft = 0;
  for (let index = 0; index < meters.length; index++) {
    const meter = meters[index];
    const policies = set.scopes[index]?.policies;
    if (meter === undefined || policies === undefined) continue;
    for (const policy of policies) {
      const amount = policy.counted === 'tokens' ? tokens : 1;
      const used = meter.used(policy);
      const left = policy.limit - used - amount;
      // What is larger than the whole limit runs when nothing else counts: otherwise it could never run.
      if (policy.limit <= 0 || (left < 0 && used > 0)) {
        const waitMs = meter.waitMs(policy, amount);
        if (waitMs <= retryAfterMs) continue;
        retryAfterMs = waitMs;
        refusing = policy;
      } else if (tightest === undefined || left * tightest.limit < leastLeft * policy.limit) {
        tightest = policy;
        tightestMeter = meter;
        leastLeft = Math.max(0, left);
      }
    }
  }
  if (refusing !== undefined) return refused({ set, refusing, retryAfterMs });
  if (tightest === undefined || tightestMeter === undefined) return UNLIMITED;
  return take(check, { policy: tightest, meter: tightestMeter, remaining: leastLeft });
}

function refused({
  set,
  refusing,
  retryAfterMs,
}: {
  readonly set: LimitSet;
  readonly refusing: LimitPolicy;
  readonly retryAfterMs: number;
}): Admission {
  const tightest = { policy: refusing, remaining: 0, resetMs: retryAfterMs };
  return { admitted: false, retryAfterMs, limits: { policies: set.policies, tightest } };
}

interface Tightest {
  readonly policy: LimitPolicy;
  readonly meter: Meter;
  readonly remaining: number;
}

function take(check: Check, { policy, meter, remaining }: Tightest): Admission {
  const { set, meters, tokens, clock, nowMs } = check;
  const cells: (WindowCell | undefined)[] = [];
  for (let index = 0; index < meters.length; index++) {
    const scope = set.scopes[index];
    cells.push(scope && meters[index]?.take(scope.counted, tokens));
  }
  const tightest = { policy, remaining, resetMs: meter.resetMs(policy) };
  const limits = { policies: set.policies, tightest };
  return new TakenRequest({ limits, meters, cells, tokens, atMs: nowMs, clock });
}

function stateOf(policy: LimitPolicy, meter: Meter): LimitState {
  return { policy, remaining: Math.max(0, policy.limit - meter.used(policy)), resetMs: meter.resetMs(policy) };
}
