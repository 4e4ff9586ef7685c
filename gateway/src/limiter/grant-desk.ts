import type { Clock, Log } from '../domain/ports.ts';
import type { GrantBook } from './grant-book.ts';
import type { Company, LimitGrant } from './limit-grant.ts';

/** In one call to the book, which takes it about a millisecond: requests wait behind it. */
const ORDERS_AT_ONCE = 200;
/** Told again in one turn of `lookAgain`; with more than these, each has its turn less often. */
const TOLD_IN_A_TURN = 2_000;
/** A book that is away again so soon is said to be back when it was there for as long: a log must not follow each change. */
const STEADY_MS = 60_000;

export interface GrantDesk {
  readonly company: Company;
  /**
   * Asks for what these grants want, together with all others that want something at that moment. Resolves when it is known,
   * or when nobody can be asked; never rejects.
   */
  ask(grants: readonly LimitGrant[]): Promise<void>;
  /** Gives back what is not used, sees what the others have, and finds out whether there is somebody to ask. */
  lookAgain(): Promise<void>;
  /** Gives everything back. */
  leave(): Promise<void>;
}

/**
 * Speaks with the book for all grants of this process: one call at a time, since each says what counts here at its moment.
 * What fails once is not tried by the next request: until `lookAgain` finds the book again, this gateway counts alone.
 * @param of.all every grant of this process
 */
export function createGrantDesk(of: {
  readonly book: GrantBook;
  readonly all: Map<string, LimitGrant>;
  readonly onAnswer: (answered: { grant: LimitGrant; wasKnown: boolean; nowMs: number }) => void;
  /** Nothing is granted to it, and nothing counts: it need not be there. */
  readonly onIdle: (grant: LimitGrant) => void;
  readonly clock: Clock;
  readonly log: Log | undefined;
}): GrantDesk {
  const { book, all, clock, log } = of;
  // Alone until the book has answered: a start does not wait for it.
  const company = { isAlone: true, gateways: 1 };
  let waiting = new Set<LimitGrant>();
  let calls = Promise.resolve();
  let asking: Promise<void> | undefined;
  let saysItIsAway = false;
  let saidItIsBackAtMs = Number.NEGATIVE_INFINITY;
  let isUnsteady = false;
  let thereSinceMs: number | undefined;
  let toldUpTo = all.values();

  const standAlone = (error: unknown) => {
    if (!saysItIsAway) {
      log?.warn(
        { error: nameOf(error), gateways: company.gateways },
        'Redis does not answer: each gateway keeps to its part of every rate limit until it does',
      );
      isUnsteady = clock.now() - saidItIsBackAtMs < STEADY_MS;
    }
    thereSinceMs = undefined;
    saysItIsAway = true;
    company.isAlone = true;
    for (const grant of all.values()) grant.forget();
  };
  const meet = async (): Promise<void> => {
    company.gateways = Math.max(1, await book.beat());
    company.isAlone = false;
    const nowMs = clock.now();
    thereSinceMs ??= nowMs;
    if (!saysItIsAway || (isUnsteady && nowMs - thereSinceMs < STEADY_MS)) return;
    log?.info({ gateways: company.gateways }, 'Redis answers again: rate limits are shared');
    saysItIsAway = false;
    saidItIsBackAtMs = nowMs;
  };

  const settle = async (grants: readonly LimitGrant[], givesBack: boolean): Promise<void> => {
    const sentAtMs = clock.now();
    const orders = grants.map((grant) => grant.order({ nowMs: sentAtMs, givesBack }));
    const answers = await book.settle(orders);
    const nowMs = clock.now();
    for (const [at, grant] of grants.entries()) {
      const order = orders[at];
      const answer = answers[at];
      if (order === undefined || answer === undefined) throw new Error('an order was not answered');
      grant.answered({ order, answer, sentAtMs, nowMs });
      of.onAnswer({ grant, wasKnown: answer.wasKnown, nowMs });
    }
  };
  /** One after the other, whatever became of the one before. */
  const inTurn = (call: () => Promise<void>): Promise<void> => {
    calls = calls.then(call).catch(standAlone);
    return calls;
  };
  const nextTold = (): LimitGrant[] => {
    const told: LimitGrant[] = [];
    while (told.length < Math.min(TOLD_IN_A_TURN, all.size)) {
      const next = toldUpTo.next();
      if (next.done) {
        if (told.length > 0) {
          toldUpTo = all.values();
          break;
        }
        toldUpTo = all.values();
      } else if (next.value.isIdle()) of.onIdle(next.value);
      else told.push(next.value);
    }
    return told;
  };

  return {
    company,
    ask(grants) {
      if (company.isAlone) return Promise.resolve();
      for (const grant of grants) waiting.add(grant);
      asking ??= inTurn(async () => {
        const asked = [...waiting];
        waiting = new Set();
        asking = undefined;
        for (let at = 0; at < asked.length; at += ORDERS_AT_ONCE) {
          await settle(asked.slice(at, at + ORDERS_AT_ONCE), false);
        }
      });
      return asking;
    },
    async lookAgain() {
      await inTurn(meet);
      const told = company.isAlone ? [] : nextTold();
      for (let at = 0; at < told.length && !company.isAlone; at += ORDERS_AT_ONCE) {
        // Each in a turn of its own: requests that ask get theirs in between.
        await inTurn(() => settle(told.slice(at, at + ORDERS_AT_ONCE), true));
      }
    },
    async leave() {
      await inTurn(async () => {
        const nowMs = clock.now();
        await book.leave([...all.values()].map((grant) => grant.order({ nowMs, givesBack: true })));
      });
      await book.close();
    },
  };
}

/** A client's message may quote the address with its password. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
