import type { AttemptOrder, MeasuredStrategy } from '../domain/attempt-order.ts';
import { estimateCost } from '../domain/estimate-cost.ts';
import type { LoadView } from '../domain/ports.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { DEFAULT_OUTPUT_TOKENS } from './cover-attempt.ts';
import { drawnNumber } from './hash-text.ts';

export interface RankInput {
  readonly strategy: MeasuredStrategy;
  /** Those that can serve the request, in the order of the route. */
  readonly attempts: readonly AttemptTarget[];
  readonly needs: Needs;
  readonly stream: boolean;
  readonly load: LoadView;
  /** Undefined: the request belongs to none. */
  readonly session: number | undefined;
  /** The wide hash of the request. */
  readonly seed: number;
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
  const { attempts, strategy } = input;
  const values = valuesOf(input);
  const ranked: AttemptTarget[] = [];
  const ranks: { attempt: number; value: number | undefined }[] = [];
  const sorted: number[] = [];
  attempts.forEach((target, index) => {
    const value = values[index] ?? Number.POSITIVE_INFINITY;
    let place = ranked.length;
    while (place > 0 && (sorted[place - 1] ?? 0) > value) place--;
    sorted.splice(place, 0, value);
    ranked.splice(place, 0, target);
    ranks.splice(place, 0, { attempt: target.position, value: Number.isFinite(value) ? value : undefined });
  });
  const first = findFirst({ ...input, attempts: ranked });
  const chosen = first?.index ?? 0;
  if (chosen > 0) {
    ranked.unshift(...ranked.splice(chosen, 1));
    ranks.unshift(...ranks.splice(chosen, 1));
  }
  return { attempts: ranked, order: { strategy, first: first?.because ?? 'best', ranks } };
}

/** Smaller is better; infinity where it cannot be told. */
function valuesOf(input: RankInput): number[] {
  const { strategy, attempts, load } = input;
  switch (strategy) {
    case 'cheapest':
      return attempts.map((target) => costOf({ ...input, target }));
    case 'least_busy':
      return attempts.map((target) => busyOf({ target, load }));
    case 'fastest':
      return attempts.map((target) => measuredMs({ ...input, target }) ?? Number.POSITIVE_INFINITY);
  }
}

interface OfTarget {
  readonly target: AttemptTarget;
}

function costOf({ target, needs, nowMs }: RankInput & OfTarget): number {
  const { prices, connection } = target;
  if (prices === undefined) return Number.POSITIVE_INFINITY;
  const estimate = estimateCost({
    prices,
    access: connection.access,
    atMs: nowMs,
    inputTokens: needs.estimatedInputTokens,
    outputTokens: needs.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS,
    images: needs.images ?? 0,
  });
  return estimate ?? Number.POSITIVE_INFINITY;
}

function busyOf({ target, load }: OfTarget & Pick<RankInput, 'load'>): number {
  const { circuitKey, weight = 1 } = target;
  return weight > 0 ? load.underWay(circuitKey) / weight : Number.POSITIVE_INFINITY;
}

function measuredMs({ target, load, stream, nowMs }: RankInput & OfTarget): number | undefined {
  return stream ? load.firstContentMs(target.circuitKey, nowMs) : load.wholeAnswerMs(target.circuitKey, nowMs);
}

interface First {
  readonly index: number;
  readonly because: AttemptOrder['first'];
}

/** Undefined: the best one, as ranked. */
function findFirst(input: RankInput): First | undefined {
  const { attempts, session, load, nowMs, strategy } = input;
  const home = session === undefined ? undefined : load.homeOf(session, nowMs);
  if (home !== undefined) {
    const index = attempts.findIndex(
      ({ connection, model }) => connection.id === home.connectionId && model === home.model,
    );
    if (index >= 0) return { index, because: 'session' };
  }
  return strategy === 'fastest' ? findUnmeasured(input) : undefined;
}

/**
 * An attempt that was not measured lately is tried first by a share of the requests, and only by one at a time: it gets its
 * measurement, and is not flooded should it be slow. Where nothing is measured at all, the least busy one is.
 */
function findUnmeasured(input: RankInput): First | undefined {
  const { attempts, load, seed } = input;
  const unmeasured = attempts.findIndex((target) => measuredMs({ ...input, target }) === undefined);
  if (unmeasured < 0) return undefined;
  if (unmeasured === 0) {
    const busy = attempts.map((target) => load.underWay(target.circuitKey));
    return { index: busy.indexOf(Math.min(...busy)), because: 'explored' };
  }
  if (drawnNumber({ seed, salt: EXPLORES }) >= EXPLORED_SHARE) return undefined;
  const index = attempts.findIndex((target, place) => place >= unmeasured && load.underWay(target.circuitKey) === 0);
  return index < 0 ? undefined : { index, because: 'explored' };
}
