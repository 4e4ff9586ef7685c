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
  onFirstContentTimeout(): void;
  onIdleTimeout(): void;
  onEnd(): void;
}

export function createAttemptTimers(actions: TimerActions): AttemptTimers {
  return new TimersOfAttempt(actions);
}

class TimersOfAttempt implements AttemptTimers {
  private readonly actions: TimerActions;
  private end: NodeJS.Timeout | undefined;
  private firstContent: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(actions: TimerActions) {
    this.actions = actions;
  }

  startEnd(afterMs: number): void {
    clearTimeout(this.end);
    this.end = setTimeout(() => this.actions.onEnd(), Math.max(0, afterMs));
  }

  startFirstContent(afterMs: number): void {
    this.firstContent = setTimeout(() => this.actions.onFirstContentTimeout(), afterMs);
  }

  stopFirstContent(): void {
    clearTimeout(this.firstContent);
  }

  restartIdle(afterMs: number): void {
    // `refresh` moves the same timer: a stream restarts it with every chunk.
    if (this.idle) this.idle.refresh();
    else this.idle = setTimeout(() => this.actions.onIdleTimeout(), afterMs);
  }

  stopIdle(): void {
    clearTimeout(this.idle);
    this.idle = undefined;
  }

  stopAll(): void {
    clearTimeout(this.end);
    clearTimeout(this.firstContent);
    this.stopIdle();
  }
}
