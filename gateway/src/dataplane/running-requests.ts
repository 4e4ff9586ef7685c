/** How much work is under way. A caller that hangs up ends its connection at once, but not the work for it. */
export interface RunningRequests {
  readonly count: number;
  /** How many there ever were. */
  readonly begun: number;
  /** Counts the work until it has ended. */
  add(work: Promise<unknown>): void;
  /** True as soon as nothing runs; false if something still does after so long. */
  endWithin(ms: number): Promise<boolean>;
}

export function createRunningRequests(): RunningRequests {
  let count = 0;
  let begun = 0;
  let waiting: (() => void)[] = [];
  const ended = (): void => {
    count--;
    if (count > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    get count() {
      return count;
    },
    get begun() {
      return begun;
    },
    add(work) {
      count++;
      begun++;
      work.then(ended, ended);
    },
    endWithin(ms) {
      if (count === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), ms);
        waiting.push(() => {
          clearTimeout(timer);
          resolve(true);
        });
      });
    },
  };
}
