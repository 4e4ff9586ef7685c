import type { AttemptTarget, PublishedRoute } from '../domain/route.ts';
import { drawnNumber, hashText } from './hash-text.ts';

interface Draw {
  readonly targets: readonly AttemptTarget[];
  /** A wide hash: of the request, or of its session. */
  readonly seed: number;
}

/** Whether the order of a route's attempts is drawn by their weights at all. */
export function isDrawn({ strategy, attempts }: Pick<PublishedRoute, 'strategy' | 'attempts'>): boolean {
  if (strategy === 'weighted') return attempts.length > 1;
  if (strategy !== 'in_order') return false;
  return attempts.some(({ weight }, index) => weight !== undefined && attempts[index + 1]?.weight !== undefined);
}

/** `in_order`: only neighbours that both give a weight share the traffic; everything else keeps its place. */
export function drawNeighbours({ targets, seed }: Draw): readonly AttemptTarget[] {
  const ordered: AttemptTarget[] = [];
  let group: AttemptTarget[] = [];
  for (const target of targets) {
    if (target.weight === undefined) {
      ordered.push(...drawByWeight({ targets: group, seed }), target);
      group = [];
    } else group.push(target);
  }
  ordered.push(...drawByWeight({ targets: group, seed }));
  return ordered;
}

/**
 * Each place is drawn by the weights of what is left; no weight counts as 1. Every target draws its own number, from the
 * seed and from what it is (weighted rendezvous hashing): without one of them, the order of the others stays as it was.
 */
export function drawByWeight({ targets, seed }: Draw): readonly AttemptTarget[] {
  if (targets.length < 2) return targets;
  const drawn: AttemptTarget[] = [];
  const salts: number[] = [];
  const arrivals: number[] = [];
  for (const target of targets) {
    const salt = saltOf({ target, taken: salts });
    salts.push(salt);
    // Who waits for an event of rate `weight` waits so long: the first to come is the one that was drawn.
    const arrival = -Math.log(drawnNumber({ seed, salt })) / Math.max(0, target.weight ?? 1);
    let place = drawn.length;
    while (place > 0 && (arrivals[place - 1] ?? 0) > arrival) place--;
    drawn.splice(place, 0, target);
    arrivals.splice(place, 0, arrival);
  }
  return drawn;
}

/**
 * What a target is: its connection and model, wherever it stands and whatever its credential. One that is listed twice draws
 * twice.
 */
function saltOf({ target, taken }: { readonly target: AttemptTarget; readonly taken: readonly number[] }): number {
  let salt = hashText({ text: target.model, basis: hashText({ text: target.connection.id }) });
  while (taken.includes(salt)) salt = (salt + 0x9e3779b9) | 0;
  return salt;
}
