import type { LimitPolicy, LimitState } from '../domain/limits.ts';
import type { Admission, Clock, Limiter, Log } from '../domain/ports.ts';
import { decideAdmission, UNLIMITED } from './decide-admission.ts';
import type { GrantBook } from './grant-book.ts';
import { createGrantDesk } from './grant-desk.ts';
import { LimitGrant } from './limit-grant.ts';
import { type LimitSet, mayBeLimited } from './limit-set.ts';
import type { LimitsQuery } from './memory-limiter.ts';
import { createMeters, type MeterAt, stateOf } from './meters.ts';
import { createDayReader, type DayStore } from './read-day.ts';

/** Others may be given what was there when a request asked: it asks again, but not for ever. */
const MOST_ASKS = 3;
const DAY_SECONDS = 86_400;

export interface SharedLimiter extends Limiter {
  /** Looks without taking; asks the others first. */
  limitsOf(query: LimitsQuery): Promise<readonly LimitState[]>;
  /** To be called every second. */
  lookAgain(): Promise<void>;
  /** Gives back what this gateway was granted. */
  close(): Promise<void>;
  /** Keys, routes, workspaces and addresses that hold state. */
  readonly tracked: number;
}

export interface SharedLimiterDeps {
  readonly book: GrantBook;
  /** Names an address to the other gateways without naming it to anybody else. */
  readonly hashAddress: (address: string) => string;
  readonly clock: Clock;
  readonly store?: DayStore | undefined;
  readonly caughtUp?: (() => Promise<void>) | undefined;
  readonly log?: Log | undefined;
  readonly maxAddresses?: number;
}

/**
 * The rate limits of several gateways, counted as one process counts them (memory-limiter.ts), each gateway within what the
 * others leave it. What it was granted it uses without asking; the first request of a key, and one that finds the grant
 * used up, wait for one round trip. All grants together never exceed a limit, so no sliding minute, no day and no moment sees
 * more than the limit on all gateways together. Where the book is away, each keeps to its part.
 */
export function createSharedLimiter(deps: SharedLimiterDeps): SharedLimiter {
  const { book, hashAddress, clock, log, maxAddresses } = deps;
  const all = new Map<string, LimitGrant>();
  const days = createDayReader(deps);
  const countedBy = new WeakMap<LimitGrant, MeterAt>();
  const desk = createGrantDesk({
    book,
    all,
    clock,
    log,
    onAnswer({ grant, wasKnown, nowMs }) {
      const { meter, scope } = countedBy.get(grant) ?? {};
      if (grant.kind !== 'day' || meter?.day?.log !== 'unread') return;
      // The others, and this gateway's earlier life, are in the book where anybody has told it anything of the day.
      if (wasKnown) meter.day.log = 'read';
      else days.read({ day: meter.day, scope: scope?.logScope, nowMs });
    },
    onIdle(grant) {
      all.delete(grant.name);
      const { meter } = countedBy.get(grant) ?? {};
      if (meter !== undefined) meter.grants = undefined;
    },
  });

  const grantFor = (at: MeterAt, policy: LimitPolicy): LimitGrant => {
    const { meter, scope, key } = at;
    const counted = scope.isAddress ? `${scope.id}:${hashAddress(key)}` : key;
    const ofDay = policy.windowSeconds === DAY_SECONDS ? `:${dateOf(meter.day?.startMs ?? 0)}` : '';
    const name = `${counted}:${policy.words}${ofDay}`;
    const grant = all.get(name) ?? new LimitGrant({ name, policy, meter, company: desk.company });
    // Its meter may have been forgotten, and be there again.
    grant.meter = meter;
    countedBy.set(grant, at);
    all.set(name, grant);
    return grant;
  };
  /** The grants of a meter, made when it is first looked at; those of a day anew when the day is. */
  const openGrants = (at: MeterAt): void => {
    const { meter, scope } = at;
    const dayStartMs = meter.day?.startMs;
    if (meter.grants === undefined || meter.grantsOfDayMs !== dayStartMs) meter.grants = new Map();
    meter.grantsOfDayMs = dayStartMs;
    for (const [field, policy] of scope.smallest) {
      const grant = meter.grants.get(field);
      // Definitions change while it counts.
      if (grant !== undefined) grant.limit = policy.limit;
      else meter.grants.set(field, grantFor(at, policy));
    }
  };
  const meters = createMeters({ maxAddresses, onMeter: openGrants, onUnreadDay: () => {} });

  interface Asking {
    readonly set: LimitSet;
    readonly claim: Parameters<Limiter['admit']>[0];
  }
  const decide = ({ set, claim }: Asking, nowMs: number, toAsk: LimitGrant[] | undefined): Admission | undefined => {
    const used = set.scopes.map((scope) => meters.meterOf(scope, { clientIp: claim.clientIp, nowMs }));
    return decideAdmission({ set, meters: used, tokens: claim.estimatedTokens, clock, nowMs, toAsk });
  };
  const askAndDecide = async (asking: Asking, first: readonly LimitGrant[]): Promise<Admission> => {
    let grants = first;
    for (let asks = 1; ; asks++) {
      await desk.ask(grants);
      const toAsk: LimitGrant[] | undefined = asks < MOST_ASKS ? [] : undefined;
      const admission = decide(asking, clock.now(), toAsk);
      if (admission !== undefined) return admission;
      grants = toAsk ?? [];
    }
  };

  return {
    get tracked() {
      return meters.tracked;
    },
    admit(claim) {
      if (!mayBeLimited(claim.principal)) return UNLIMITED;
      const set = meters.setOf(claim.principal);
      if (set.scopes.length === 0) return UNLIMITED;
      const toAsk: LimitGrant[] = [];
      return decide({ set, claim }, claim.nowMs, toAsk) ?? askAndDecide({ set, claim }, toAsk);
    },
    async limitsOf({ principal, clientIp, nowMs }) {
      const counted = meters
        .setOf(principal)
        .scopes.filter(({ isAddress }) => !isAddress || clientIp !== undefined)
        .map((scope) => ({ scope, meter: meters.meterOf(scope, { clientIp: clientIp ?? '', nowMs }) }));
      await desk.ask(counted.flatMap(({ meter }) => [...(meter.grants?.values() ?? [])]));
      return counted.flatMap(({ scope, meter }) => scope.policies.map((policy) => stateOf(policy, meter)));
    },
    lookAgain: () => desk.lookAgain(),
    close: () => desk.leave(),
  };
}

function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
