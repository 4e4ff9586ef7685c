import type { DrainSlots } from './run-attempt.ts';

/** So many cancelled streams may be read to their end at once; beyond that they are cut and estimated. */
const MAX_DRAINS = 64;

export function createDrainSlots(): DrainSlots {
  let taken = 0;
  return {
    tryTake() {
      if (taken >= MAX_DRAINS) return undefined;
      taken++;
      let released = false;
      return () => {
        if (!released) taken--;
        released = true;
      };
    },
  };
}
