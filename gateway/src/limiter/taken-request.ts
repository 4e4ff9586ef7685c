import type { LimitReport } from '../domain/limits.ts';
import type { Clock } from '../domain/ports.ts';
import type { Meter } from './meter.ts';
import type { WindowCell } from './sliding-window.ts';

interface Taken {
  readonly limits: LimitReport;
  readonly meters: readonly Meter[];
  /** What the tokens were put into, meter by meter. */
  readonly cells: readonly (WindowCell | undefined)[];
  readonly tokens: number;
  readonly atMs: number;
  readonly clock: Clock;
}

/** One request that runs, and what it took of each meter. A class, since one is made for each request. */
export class TakenRequest {
  readonly admitted = true;
  readonly limits: LimitReport;
  private readonly taken: Taken;
  private isReleased = false;

  constructor(taken: Taken) {
    this.limits = taken.limits;
    this.taken = taken;
  }

  release(usedTokens: number | undefined): void {
    if (this.isReleased) return;
    this.isReleased = true;
    const { meters, cells, tokens, atMs, clock } = this.taken;
    // Without a figure the estimate stands: better to count a guess than nothing.
    const beyond = usedTokens === undefined ? 0 : usedTokens - tokens;
    const nowMs = beyond > 0 ? clock.now() : atMs;
    for (let index = 0; index < meters.length; index++) {
      const meter = meters[index];
      if (meter === undefined) continue;
      meter.inFlight--;
      if (beyond < 0) meter.giveBack({ cell: cells[index], tokens: -beyond, atMs });
      else if (beyond > 0) meter.takeBeyond({ cell: cells[index], tokens: beyond, nowMs });
    }
  }
}
