const DAY_MS = 86_400_000;

/**
 * What was taken on one calendar day, UTC. Not a sliding window: a limit per day then means the same as a budget per day,
 * and after a restart one count from the request log is all there is to know.
 */
export class DayCount {
  requests = 0;
  tokens = 0;
  startMs: number;
  /** What the request log says of the day before this count began. `unread`: nobody has asked it yet. */
  log: 'unread' | 'reading' | 'read' = 'unread';
  /** When this count began: what was before stands in the log only. */
  readonly countsFromMs: number;
  private nowMs: number;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
    this.countsFromMs = nowMs;
    this.startMs = dayStartOf(nowMs);
  }

  advance(nowMs: number): void {
    this.nowMs = nowMs;
    const startMs = dayStartOf(nowMs);
    if (startMs === this.startMs) return;
    this.startMs = startMs;
    this.requests = 0;
    this.tokens = 0;
    // Of this day there is no time before the count began.
    this.log = 'read';
  }

  covers(atMs: number): boolean {
    return atMs >= this.startMs && atMs < this.startMs + DAY_MS;
  }

  isEmpty(): boolean {
    return this.requests === 0 && this.tokens === 0 && this.log !== 'reading';
  }

  endsInMs(): number {
    return this.startMs + DAY_MS - this.nowMs;
  }
}

function dayStartOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}
