/** A time, on the clock that all processes of a machine share, in which a process was ready and did not get to run. */
export interface Wait {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Loaded before a process (`--import`), it sends its waits to the one that started it. */
export const KEPT_WAITING_PROBE = new URL('./kept-waiting-probe.ts', import.meta.url).href;

const EVERY_MS = 10;
// As late as timers are as a rule.
const USUAL_MS = 2;

/** Ms since 1970, with fractions, that never jump. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Tells how long the machine keeps this very thread waiting: a timer each 10 ms, held against the processor time that
 * the thread used meanwhile. What is late because it was working is nobody else's fault, and is not told.
 */
export function watchWaits(tell: (wait: Wait) => void): { stop(): void } {
  let last = { atMs: sharedNowMs(), cpuMs: threadCpuMs() };
  const timer = setInterval(() => {
    const now = { atMs: sharedNowMs(), cpuMs: threadCpuMs() };
    const waitedMs = now.atMs - last.atMs - EVERY_MS - (now.cpuMs - last.cpuMs);
    last = now;
    if (waitedMs > USUAL_MS) tell({ fromMs: now.atMs - waitedMs, toMs: now.atMs });
  }, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

export function isWait(message: unknown): message is Wait {
  return typeof message === 'object' && message !== null && 'fromMs' in message && 'toMs' in message;
}

/** How much of the window lies in any of the waits. */
export function keptWaitingMs({ waits, window }: { waits: readonly Wait[]; window: Wait }): number {
  let total = 0;
  let reachedMs = window.fromMs;
  for (const { fromMs, toMs } of waits.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const begunMs = Math.max(fromMs, reachedMs);
    const endedMs = Math.min(toMs, window.toMs);
    if (endedMs <= begunMs) continue;
    total += endedMs - begunMs;
    reachedMs = endedMs;
  }
  return total;
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
