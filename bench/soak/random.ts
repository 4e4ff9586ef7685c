/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of them, as likely as its share says. */
export function pick<T>({
  random,
  from,
}: {
  random: () => number;
  from: readonly (readonly [share: number, value: T])[];
}): T {
  let rest = random() * from.reduce((sum, [share]) => sum + share, 0);
  for (const [share, value] of from) {
    rest -= share;
    if (rest < 0) return value;
  }
  throw new RangeError('nothing to pick from');
}
