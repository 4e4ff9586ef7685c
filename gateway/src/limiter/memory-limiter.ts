import type { LimitPolicy, LimitReport, LimitState } from '../domain/limits.ts';
import type { Admission, Clock, Limiter } from '../domain/ports.ts';
import type { Principal } from '../domain/route.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';
import { addressBlock } from './address-block.ts';
import { type LimitSet, limitSetOf, type MeteredScope, mayBeLimited } from './limit-set.ts';
import { Meter, type TakenTokens } from './meter.ts';
import { createDayReader, type DayReaderDeps } from './read-day.ts';
import { TakenRequest } from './taken-request.ts';

/** Addresses that hold state at the same time, in all workspaces: some 40 MB. Beyond it some are forgotten early. */
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
   * Reads what these keys' limits per day were used for before this process began. Takes no longer than the bound: what is
   * not read by then is read when it is first used, while requests pass.
   */
  warm(query: { readonly principals: Iterable<Principal>; readonly withinMs: number }): Promise<void>;
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
  const addresses = createSweepingMap<Meter>({ ...ofMeters, maxEntries: maxAddresses });
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
  const meterOf = ({ id, isAddress, counted, logScope }: MeteredScope, at: Moment): Meter => {
    const meter = isAddress
      ? addresses.getOrCreate(id + addressBlock(at.clientIp), at.nowMs)
      : meters.getOrCreate(id, at.nowMs);
    meter.advance(at.nowMs, counted);
    if (meter.day?.log === 'unread') days.read({ day: meter.day, scope: logScope, nowMs: at.nowMs });
    return meter;
  };

  return {
    get tracked() {
      return meters.size + addresses.size;
    },
    admit(claim) {
      if (!mayBeLimited(claim.principal)) return UNLIMITED;
      const set = setOf(claim.principal);
      if (set.scopes.length === 0) return UNLIMITED;
      const used: Meter[] = [];
      for (const scope of set.scopes) used.push(meterOf(scope, claim));
      const check = { set, meters: used, tokens: claim.estimatedTokens };
      return refusal(check) ?? take({ ...check, clock });
    },
    limitsOf({ principal, clientIp, nowMs }) {
      return setOf(principal)
        .scopes.filter(({ isAddress }) => !isAddress || clientIp !== undefined)
        .flatMap((scope) => {
          const meter = meterOf(scope, { clientIp: clientIp ?? '', nowMs });
          return scope.policies.map((policy) => stateOf(policy, meter));
        });
    },
    async warm({ principals, withinMs }) {
      const untilMs = clock.now() + withinMs;
      for (const principal of principals) {
        if (!mayBeLimited(principal)) continue;
        for (const scope of setOf(principal).scopes) {
          if (scope.isAddress || !scope.counted.day) continue;
          if (clock.now() >= untilMs) return;
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
}

/** Names the limit that has to be waited for the longest: whoever waits for it has waited for all of them. */
function refusal({ set, meters, tokens }: Check): Admission | undefined {
  let refusing: LimitPolicy | undefined;
  let retryAfterMs = 0;
  for (let index = 0; index < meters.length; index++) {
    const meter = meters[index];
    const scope = set.scopes[index];
    if (meter === undefined || scope === undefined) continue;
    for (const policy of scope.policies) {
      const waitMs = meter.waitMs(policy, tokens);
      if (waitMs <= retryAfterMs) continue;
      retryAfterMs = waitMs;
      refusing = policy;
    }
  }
  if (refusing === undefined) return undefined;
  const tightest = { policy: refusing, remaining: 0, resetMs: retryAfterMs };
  return { admitted: false, retryAfterMs, limits: { policies: set.policies, tightest } };
}

function take({ set, meters, tokens, clock }: Check & { readonly clock: Clock }): Admission {
  const taken: (TakenTokens | undefined)[] = [];
  for (let index = 0; index < meters.length; index++) {
    const scope = set.scopes[index];
    taken.push(scope && meters[index]?.take(scope.counted, tokens));
  }
  const limits = tightestOf({ set, meters });
  return limits === undefined ? UNLIMITED : new TakenRequest({ limits, meters, taken, clock });
}

/** The limit with the smallest share left. */
function tightestOf({ set, meters }: Pick<Check, 'set' | 'meters'>): LimitReport | undefined {
  let found: LimitPolicy | undefined;
  let foundMeter: Meter | undefined;
  let foundRemaining = 0;
  for (let index = 0; index < meters.length; index++) {
    const meter = meters[index];
    const scope = set.scopes[index];
    if (meter === undefined || scope === undefined) continue;
    for (const policy of scope.policies) {
      const remaining = Math.max(0, policy.limit - meter.used(policy));
      if (found !== undefined && remaining * found.limit >= foundRemaining * policy.limit) continue;
      found = policy;
      foundMeter = meter;
      foundRemaining = remaining;
    }
  }
  if (found === undefined || foundMeter === undefined) return undefined;
  const tightest = { policy: found, remaining: foundRemaining, resetMs: foundMeter.resetMs(found) };
  return { policies: set.policies, tightest };
}

function stateOf(policy: LimitPolicy, meter: Meter): LimitState {
  return { policy, remaining: Math.max(0, policy.limit - meter.used(policy)), resetMs: meter.resetMs(policy) };
}
