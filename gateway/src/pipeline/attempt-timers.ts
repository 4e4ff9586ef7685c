/**
 * The three clocks of an attempt. First content: from the start to the first content, which neither keep-alives nor
 * role-only deltas stop. Idle: between two pieces of content. End: the attempt's timeout or the request's deadline.
 */
export interface AttemptTimers {
  startEnd(afterMs: number): void;
  startFirstContent(afterMs: number): void;
  stopFirstContent(): void;
  restartIdle(afterMs: number): void;
  stopIdle(): void;
  stopAll(): void;
}

interface TimerActions {
  readonly onFirstContentTimeout: () => void;
  readonly onIdleTimeout: () => void;
  readonly onEnd: () => void;
}

export function createAttemptTimers(actions: TimerActions): AttemptTimers {
  let end: NodeJS.Timeout | undefined;
  let firstContent: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;
  const timers: AttemptTimers = {
    startEnd(afterMs) {
      clearTimeout(end);
      end = setTimeout(actions.onEnd, Math.max(0, afterMs));
    },
    startFirstContent(afterMs) {
      firstContent = setTimeout(actions.onFirstContentTimeout, afterMs);
    },
    stopFirstContent() {
      clearTimeout(firstContent);
    },
    restartIdle(afterMs) {
      // `refresh` moves the same timer: a stream restarts it with every chunk.
      if (idle) idle.refresh();
      else idle = setTimeout(actions.onIdleTimeout, afterMs);
    },
    stopIdle() {
      clearTimeout(idle);
      idle = undefined;
    },
    stopAll() {
      clearTimeout(end);
      clearTimeout(firstContent);
      timers.stopIdle();
    },
  };
  return timers;
}
