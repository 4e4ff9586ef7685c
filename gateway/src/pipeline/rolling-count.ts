/** How many times something happened in the last while. */
export interface RollingCount {
  add(nowMs: number): void;
  sum(nowMs: number): number;
  clear(): void;
}

/**
 * Counts in slots that are dropped whole, so what is summed reaches back between `windowMs` less one slot and `windowMs`.
 * A clock that is set back by less than the window counts into the newest slot; by more, the count starts anew.
 */
export function createRollingCount({ windowMs, slots }: { windowMs: number; slots: number }): RollingCount {
  const slotMs = windowMs / slots;
  const counts: number[] = new Array<number>(slots).fill(0);
  let newest = 0;
  let total = 0;

  const clear = (): void => {
    counts.fill(0);
    total = 0;
  };

  const advance = (nowMs: number): void => {
    const slot = Math.floor(nowMs / slotMs);
    if (slot === newest) return;
    if (Math.abs(slot - newest) >= slots) {
      clear();
      newest = slot;
      return;
    }
    while (newest < slot) {
      newest++;
      total -= counts[newest % slots] ?? 0;
      counts[newest % slots] = 0;
    }
  };

  return {
    clear,
    add(nowMs) {
      advance(nowMs);
      const place = newest % slots;
      counts[place] = (counts[place] ?? 0) + 1;
      total++;
    },
    sum(nowMs) {
      if (total === 0) return 0;
      advance(nowMs);
      return total;
    },
  };
}
