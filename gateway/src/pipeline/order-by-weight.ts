import type { AttemptTarget } from '../domain/route.ts';

/**
 * Order is order: attempts are tried as the operator wrote them. Only neighbours that both give a weight share the
 * traffic: the group's order is drawn, each place by the weights of what is left.
 */
export function orderByWeight({
  targets,
  seed,
}: {
  targets: readonly AttemptTarget[];
  seed: string;
}): readonly AttemptTarget[] {
  if (!targets.some((target, index) => target.weight !== undefined && targets[index + 1]?.weight !== undefined)) {
    return targets;
  }
  const random = seededRandom(seed);
  const ordered: AttemptTarget[] = [];
  let group: AttemptTarget[] = [];
  for (const target of targets) {
    if (target.weight === undefined) {
      ordered.push(...drawOrder({ group, random }), target);
      group = [];
    } else group.push(target);
  }
  return [...ordered, ...drawOrder({ group, random })];
}

function drawOrder({ group, random }: { group: readonly AttemptTarget[]; random: () => number }): AttemptTarget[] {
  const left = [...group];
  const drawn: AttemptTarget[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, target) => sum + (target.weight ?? 0), 0);
    let at = random() * total;
    let index = left.findIndex((target) => {
      at -= target.weight ?? 0;
      return at < 0;
    });
    if (index === -1) index = left.length - 1;
    drawn.push(...left.splice(index, 1));
  }
  return drawn;
}

/** FNV-1a over the seed, then a mulberry32 step for each draw: even, quick and the same on every machine. */
function seededRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
