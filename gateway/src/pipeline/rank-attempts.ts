import type { AttemptOrder, MeasuredStrategy } from '../domain/attempt-order.ts';
import { estimateCost } from '../domain/estimate-cost.ts';
import type { LoadView } from '../domain/ports.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { DEFAULT_OUTPUT_TOKENS } from './cover-attempt.ts';
import { drawnNumber, wideHash } from './hash-text.ts';
import { sortedBy } from './sorted-by.ts';

export interface RankInput {
  readonly strategy: MeasuredStrategy;
  /** Those that can serve the request, in the order of the route. */
  readonly attempts: readonly AttemptTarget[];
  readonly needs: Needs;
  readonly stream: boolean;
  readonly load: LoadView;
  /** Undefined: the request belongs to none. */
  readonly session: number | undefined;
  /** The request id: decides whether it is one of those that explore. */
  readonly seed: string;
  readonly nowMs: number;
}

export interface RankedAttempts {
  readonly attempts: readonly AttemptTarget[];
  readonly order: AttemptOrder;
}

/** Of the requests, the share that may begin at an attempt which nobody has measured lately. */
export const EXPLORED_SHARE = 0.1;
/** Any number that no target is likely to have as its own. */
const EXPLORES = 0x3c6ef372;

/**
 * The usable attempts of `cheapest`, `fastest` and `least_busy`, the best first; what cannot be told comes last, and among
 * equals the order of the route counts. A session begins where it was answered before, while that is usable.
 */
export function rankAttempts(input: RankInput): RankedAttempts {
  const measure = VALUE_OF[input.strategy];
  const values = input.attempts.map((target) => measure(target, input) ?? Number.POSITIVE_INFINITY);
  const attempts = sortedBy({ items: input.attempts, values });
  const ranked = { attempts, values };
  const first = findFirst(ranked, input);
  if (first.place > 0) {
    attempts.unshift(...attempts.splice(first.place, 1));
    values.unshift(...values.splice(first.place, 1));
  }
  return { attempts, order: { strategy: input.strategy, first: first.because, ranks: ranksOf(ranked) } };
}

/** In one order: what is compared, and by what. The smaller, the better; infinity where it cannot be told. */
interface Ranked {
  readonly attempts: readonly AttemptTarget[];
  readonly values: readonly number[];
}

function ranksOf({ attempts, values }: Ranked): AttemptOrder['ranks'] {
  return attempts.map(({ position }, index) => {
    const value = values[index];
    return { attempt: position, value: value === Number.POSITIVE_INFINITY ? undefined : value };
  });
}

type ValueOf = (target: AttemptTarget, input: RankInput) => number | undefined;

const VALUE_OF: Readonly<Record<MeasuredStrategy, ValueOf>> = {
  cheapest: ({ prices, connection }, { needs, nowMs }) =>
    prices &&
    estimateCost({
      prices,
      access: connection.access,
      atMs: nowMs,
      inputTokens: needs.estimatedInputTokens,
      outputTokens: needs.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS,
      images: needs.images ?? 0,
    }),
  fastest: ({ circuitKey }, { load, stream, nowMs }) =>
    stream ? load.firstContentMs(circuitKey, nowMs) : load.wholeAnswerMs(circuitKey, nowMs),
  least_busy: ({ circuitKey, weight = 1 }, { load }) => (weight > 0 ? load.underWay(circuitKey) / weight : undefined),
};

interface First {
  readonly place: number;
  readonly because: AttemptOrder['first'];
}

const BEST: First = { place: 0, because: 'best' };

function findFirst(ranked: Ranked, { strategy, session, load, seed, nowMs }: RankInput): First {
  const home = session === undefined ? undefined : load.homeOf(session, nowMs);
  if (home !== undefined) {
    const place = ranked.attempts.findIndex(
      ({ connection, model }) => connection.id === home.connectionId && model === home.model,
    );
    if (place >= 0) return { place, because: 'session' };
  }
  return strategy === 'fastest' ? findUnmeasured(ranked, { load, seed }) : BEST;
}

/**
 * An attempt that was not measured lately is tried first by a share of the requests, and only by one at a time: it gets its
 * measurement, and is not flooded should it be slow. Where nothing is measured at all, the least busy one is.
 */
function findUnmeasured({ attempts, values }: Ranked, { load, seed }: Pick<RankInput, 'load' | 'seed'>): First {
  const unmeasured = values.indexOf(Number.POSITIVE_INFINITY);
  if (unmeasured < 0) return BEST;
  if (unmeasured === 0) {
    const busy = attempts.map(({ circuitKey }) => load.underWay(circuitKey));
    return { place: busy.indexOf(Math.min(...busy)), because: 'explored' };
  }
  if (drawnNumber({ seed: wideHash(seed), salt: EXPLORES }) >= EXPLORED_SHARE) return BEST;
  const place = attempts.findIndex(({ circuitKey }, at) => at >= unmeasured && load.underWay(circuitKey) === 0);
  return place < 0 ? BEST : { place, because: 'explored' };
}
