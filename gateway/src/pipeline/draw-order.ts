import type { AttemptTarget, PublishedRoute } from '../domain/route.ts';
import { drawnNumber, hashTexts } from './hash-text.ts';
import { sortedBy } from './sorted-by.ts';

/** Whether the order of a route's attempts is drawn by their weights at all. */
export function isDrawn({ strategy, attempts }: Pick<PublishedRoute, 'strategy' | 'attempts'>): boolean {
  if (strategy === 'weighted') return attempts.length > 1;
  if (strategy !== 'in_order') return false;
  return attempts.some(({ weight }, index) => weight !== undefined && attempts[index + 1]?.weight !== undefined);
}

/**
 * The attempts of a route that is drawn. `weighted`: all share the traffic. `in_order`: only neighbours that both give a weight
 * do, and everything else keeps its place.
 */
export function drawOrder({
  route,
  seed,
}: {
  readonly route: Pick<PublishedRoute, 'strategy' | 'attempts'>;
  readonly seed: number;
}): readonly AttemptTarget[] {
  if (route.strategy === 'weighted') return drawByWeight({ targets: route.attempts, seed });
  const ordered: AttemptTarget[] = [];
  let group: AttemptTarget[] = [];
  for (const target of route.attempts) {
    if (target.weight === undefined) {
      ordered.push(...drawByWeight({ targets: group, seed }), target);
      group = [];
    } else group.push(target);
  }
  ordered.push(...drawByWeight({ targets: group, seed }));
  return ordered;
}

interface Draw {
  readonly targets: readonly AttemptTarget[];
  /** A wide hash: of the request, or of its session. */
  readonly seed: number;
}

/**
 * Each place is drawn by the weights of what is left; no weight counts as 1. Every target draws its own number, from the
 * seed and from what it is (its connection and model, wherever it stands and whatever its credential): without one of them,
 * the order of the others stays as it was. This is weighted rendezvous hashing.
 */
function drawByWeight({ targets, seed }: Draw): readonly AttemptTarget[] {
  if (targets.length < 2) return targets;
  const salts: number[] = [];
  const arrivals = targets.map((target) => {
    let salt = hashTexts(target.connection.id, target.model);
    // One that is listed twice draws twice.
    while (salts.includes(salt)) salt = (salt + 0x9e3779b9) | 0;
    salts.push(salt);
    // Who waits for an event of rate `weight` waits so long: the first to come is the one that was drawn.
    return -Math.log(drawnNumber({ seed, salt })) / Math.max(0, target.weight ?? 1);
  });
  return sortedBy({ items: targets, values: arrivals });
}
