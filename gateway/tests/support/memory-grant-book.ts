import { GRANT_KEPT_MS, type GrantAnswer, type GrantBook, type GrantOrder } from '../../src/limiter/grant-book.ts';

interface Entry {
  readonly granted: number;
  readonly used: number;
  readonly untilMs: number;
  readonly returnsAtMs: number | undefined;
}

/** The rules of a grant book in a few lines, for gateways of one process and a clock that the test moves. */
export interface MemoryGrants {
  bookOf(gateway: string): GrantBook;
  /** What is granted now to all gateways together. */
  grantedOf(name: string): number;
  /** Every call fails until it is back. */
  isAway: boolean;
  /** As after a start without what was there. */
  lose(): void;
  /** What is asked from now on is decided at once, but the answers arrive only when what this returns is called. */
  holdAnswers(): () => void;
}

export function createMemoryGrants({ now }: { now: () => number }): MemoryGrants {
  const limits = new Map<string, Map<string, Entry>>();
  const gateways = new Set<string>();
  const settleOne = (gateway: string, order: GrantOrder): GrantAnswer => {
    const { name, kind, limit, used, kept, wanted, largest, returnsInMs } = order;
    const entries = limits.get(name) ?? new Map<string, Entry>();
    limits.set(name, entries);
    const wasKnown = entries.size > 0;
    let others = 0;
    let othersReturnInMs: number | undefined;
    for (const [id, entry] of entries) {
      if (id === gateway) continue;
      if (entry.untilMs > now()) {
        others += entry.granted;
        if (entry.returnsAtMs !== undefined) {
          othersReturnInMs = Math.min(
            othersReturnInMs ?? Number.POSITIVE_INFINITY,
            Math.max(0, entry.returnsAtMs - now()),
          );
        }
      } else if (kind === 'day') others += entry.used;
      else entries.delete(id);
    }
    const room = limit - others;
    let target = kept + wanted;
    if (wanted > 0 && target <= room) {
      const reserve = Math.floor((room - target) / 8);
      if (reserve >= 4 * largest) target += reserve;
    }
    let granted = Math.max(kept, Math.min(target, room));
    if (wanted > 0 && others === 0 && kept === 0 && granted < largest && limit > 0) granted = largest;
    if (granted === 0 && kind !== 'day') entries.delete(gateway);
    else {
      const returnsAtMs = returnsInMs === undefined ? undefined : now() + returnsInMs;
      entries.set(gateway, { granted, used, untilMs: now() + GRANT_KEPT_MS, returnsAtMs });
    }
    return { granted, others, returnsInMs: othersReturnInMs, wasKnown };
  };
  let arrival: Promise<void> = Promise.resolve();
  const grants: MemoryGrants = {
    isAway: false,
    holdAnswers: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      arrival = promise;
      return resolve;
    },
    lose: () => limits.clear(),
    grantedOf: (name) => [...(limits.get(name)?.values() ?? [])].reduce((sum, { granted }) => sum + granted, 0),
    bookOf: (gateway) => {
      const answer = async <Answer>(make: () => Answer): Promise<Answer> => {
        if (grants.isAway) throw new Error('the book is away');
        const answer = make();
        await arrival;
        return answer;
      };
      return {
        settle: (orders) => answer(() => orders.map((order) => settleOne(gateway, order))),
        beat: () => answer(() => gateways.add(gateway).size),
        leave: (orders) =>
          answer(() => {
            gateways.delete(gateway);
            for (const { name, kind, used } of orders) {
              if (kind === 'day' && used > 0) {
                limits.get(name)?.set(gateway, { granted: used, used, untilMs: 0, returnsAtMs: undefined });
              } else limits.get(name)?.delete(gateway);
            }
          }),
        close: async () => {},
      };
    },
  };
  return grants;
}
