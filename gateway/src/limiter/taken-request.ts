import type { LimitReport } from '../domain/limits.ts';
import type { Clock } from '../domain/ports.ts';
import type { Meter, TakenTokens } from './meter.ts';

/** One request that runs, and what it took of each meter. A class, since one is made for each request. */
export class TakenRequest {
  readonly admitted = true;
  readonly limits: LimitReport;
  private readonly meters: readonly Meter[];
  private readonly taken: readonly (TakenTokens | undefined)[];
  private readonly clock: Clock;
  private isReleased = false;

  constructor(of: {
    readonly limits: LimitReport;
    readonly meters: readonly Meter[];
    readonly taken: readonly (TakenTokens | undefined)[];
    readonly clock: Clock;
  }) {
    this.limits = of.limits;
    this.meters = of.meters;
    this.taken = of.taken;
    this.clock = of.clock;
  }

  release(usedTokens: number | undefined): void {
    if (this.isReleased) return;
    this.isReleased = true;
    for (let index = 0; index < this.meters.length; index++) {
      const meter = this.meters[index];
      if (meter === undefined) continue;
      meter.inFlight--;
      const taken = this.taken[index];
      // Without a figure the estimate stands: better to count a guess than nothing.
      if (taken === undefined || usedTokens === undefined || usedTokens === taken.tokens) continue;
      meter.advance(this.clock.now());
      meter.correct(taken, usedTokens);
    }
  }
}
