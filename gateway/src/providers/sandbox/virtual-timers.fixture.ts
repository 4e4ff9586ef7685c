import type { SandboxTimers } from './sandbox-transport.ts';

/** Timers that pass no time: `runAll` does what is due, in order, and says how long it would have taken. */
export function createVirtualTimers(): SandboxTimers & { runAll(limit?: number): number } {
  const due: { run: () => void; ms: number; isOff: boolean }[] = [];
  const add = (ms: number, run: () => void) => {
    const entry = { run, ms, isOff: false };
    due.push(entry);
    return () => {
      entry.isOff = true;
    };
  };
  return {
    soon: (run) => add(0, run),
    after: add,
    runAll(limit = 100_000) {
      let passedMs = 0;
      for (let done = 0; done < limit; done++) {
        const next = due.shift();
        if (next === undefined) break;
        if (next.isOff) continue;
        passedMs += next.ms;
        next.run();
      }
      return passedMs;
    },
  };
}
