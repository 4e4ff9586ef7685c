import type { LimitPolicy, LimitState } from '../domain/limits.ts';
import type { Principal } from '../domain/route.ts';
import { createSweepingMap, type SweepingMap } from '../domain/sweeping-map.ts';
import { addressBlock } from './address-block.ts';
import type { DayCount } from './day-count.ts';
import { type LimitSet, type LogScope, limitSetOf, type MeteredScope } from './limit-set.ts';
import { Meter } from './meter.ts';

/** Addresses of one workspace that hold state at the same time: some 40 MB. Beyond it some are forgotten early. */
const MAX_ADDRESSES = 100_000;

export interface Moment {
  readonly clientIp: string;
  readonly nowMs: number;
}

/** What every key, route, workspace and address of one process has used. */
export interface Meters {
  /** Keys, routes, workspaces and addresses that hold state. */
  readonly tracked: number;
  /** Every limit that applies to a caller. */
  setOf(principal: Principal): LimitSet;
  /** At that moment. */
  meterOf(scope: MeteredScope, at: Moment): Meter;
}

export interface MetersDeps {
  readonly maxAddresses?: number | undefined;
  /** A meter is about to be looked at. */
  readonly onMeter?: (at: MeterAt) => void;
  /** Nobody has asked the request log yet what counts of the day. */
  readonly onUnreadDay: (unread: { day: DayCount; scope: LogScope | undefined; nowMs: number }) => void;
}

export interface MeterAt {
  readonly meter: Meter;
  readonly scope: MeteredScope;
  /** Of an address what it counts as; else the scope's id. */
  readonly key: string;
  readonly nowMs: number;
}

export function createMeters(deps: MetersDeps): Meters {
  const { maxAddresses = MAX_ADDRESSES, onMeter, onUnreadDay } = deps;
  const ofMeters = { create: () => new Meter(), isIdle: (meter: Meter, nowMs: number) => meter.isIdle(nowMs) };
  const meters = createSweepingMap<Meter>(ofMeters);
  // By workspace, and not by both in one text: that would have to be put together for every request.
  const addresses = new Map<string, SweepingMap<Meter>>();
  // By the object: a snapshot that is swapped brings new ones.
  const sets = new WeakMap<Principal, LimitSet>();

  const addressesOf = (workspaceId: string): SweepingMap<Meter> => {
    let known = addresses.get(workspaceId);
    if (known === undefined) {
      known = createSweepingMap<Meter>({ ...ofMeters, maxEntries: maxAddresses });
      addresses.set(workspaceId, known);
    }
    return known;
  };

  return {
    get tracked() {
      let tracked = meters.size;
      for (const { size } of addresses.values()) tracked += size;
      return tracked;
    },
    setOf(principal) {
      let set = sets.get(principal);
      if (set === undefined) {
        set = limitSetOf(principal);
        sets.set(principal, set);
      }
      return set;
    },
    meterOf(scope, at) {
      const { id, isAddress, counted, logScope } = scope;
      const { nowMs } = at;
      const key = isAddress ? addressBlock(at.clientIp) : id;
      const meter = (isAddress ? addressesOf(id) : meters).getOrCreate(key, nowMs);
      meter.open(counted, nowMs);
      meter.advance(nowMs);
      onMeter?.({ meter, scope, key, nowMs });
      if (meter.day?.log === 'unread') onUnreadDay({ day: meter.day, scope: logScope, nowMs });
      return meter;
    },
  };
}

export function stateOf(policy: LimitPolicy, meter: Meter): LimitState {
  const used = meter.used(policy);
  const left = meter.grantOf(policy)?.left(policy, used) ?? policy.limit - used;
  return { policy, remaining: Math.max(0, left), resetMs: meter.resetMs(policy) };
}
