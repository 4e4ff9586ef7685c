import type { LimitPolicy } from '../domain/limits.ts';
import { DayCount } from './day-count.ts';
import type { CountedFields } from './limit-set.ts';
import { MINUTE_MS, SlidingWindow, type WindowCell } from './sliding-window.ts';

/** Nobody knows when a running request will end; a second is soon enough to ask again, and not a busy loop. */
const CONCURRENCY_RETRY_MS = 1_000;

/** The tokens that one request took of one meter: what a correction goes back to. */
export interface TakenTokens {
  readonly tokens: number;
  readonly cell: WindowCell | undefined;
  readonly dayStartMs: number | undefined;
}

/**
 * What one key, route, workspace or address takes. Counts only what a limit asks about. Everything speaks of the moment
 * that `advance` was told last.
 */
export class Meter {
  inFlight = 0;
  /** Undefined until a limit per day asks for it. */
  day: DayCount | undefined;
  private requests: SlidingWindow | undefined;
  private tokens: SlidingWindow | undefined;

  /** Makes what is counted for the first time. */
  advance(nowMs: number, counted?: CountedFields): void {
    if (counted !== undefined) this.open(counted, nowMs);
    this.requests?.advance(nowMs);
    this.tokens?.advance(nowMs);
    this.day?.advance(nowMs);
  }

  /** How long until there is room for one more request of so many tokens, ms; 0: there is. */
  waitMs({ field, limit }: LimitPolicy, tokens: number): number {
    switch (field) {
      case 'requestsPerMinute':
        return minuteWaitMs({ window: this.requests, amount: 1, limit });
      case 'tokensPerMinute':
        return minuteWaitMs({ window: this.tokens, amount: tokens, limit });
      case 'requestsPerDay':
        return this.day?.waitMs({ used: this.day.requests, amount: 1, limit }) ?? 0;
      case 'tokensPerDay':
        return this.day?.waitMs({ used: this.day.tokens, amount: tokens, limit }) ?? 0;
      case 'concurrency':
        return this.inFlight < limit ? 0 : CONCURRENCY_RETRY_MS;
    }
  }

  /** Undefined where no limit counts tokens. */
  take(counted: CountedFields, tokens: number): TakenTokens | undefined {
    this.inFlight++;
    if (counted.requestsPerMinute) this.requests?.take(1);
    const day = counted.day ? this.day : undefined;
    if (day !== undefined) {
      day.requests++;
      day.tokens += tokens;
    }
    if (!counted.tokensPerMinute && day === undefined) return undefined;
    const cell = counted.tokensPerMinute ? this.tokens?.take(tokens) : undefined;
    return { tokens, cell, dayStartMs: day?.startMs };
  }

  /** What was not used goes back to the moment of the request; what was used beyond it counts from now. */
  correct({ tokens, cell, dayStartMs }: TakenTokens, usedTokens: number): void {
    const beyond = usedTokens - tokens;
    if (cell !== undefined) {
      if (beyond < 0) this.tokens?.giveBack(cell, -beyond);
      else if (beyond > 0) this.tokens?.take(beyond);
    }
    const { day } = this;
    if (day === undefined || dayStartMs === undefined) return;
    if (beyond > 0 || day.startMs === dayStartMs) day.tokens += beyond;
  }

  used({ field }: LimitPolicy): number {
    switch (field) {
      case 'requestsPerMinute':
        return this.requests?.total ?? 0;
      case 'tokensPerMinute':
        return this.tokens?.total ?? 0;
      case 'requestsPerDay':
        return this.day?.requests ?? 0;
      case 'tokensPerDay':
        return this.day?.tokens ?? 0;
      case 'concurrency':
        return this.inFlight;
    }
  }

  /** When more is free, ms from now; 0: everything is. Undefined: nobody knows. */
  resetMs({ field }: LimitPolicy): number | undefined {
    switch (field) {
      case 'requestsPerMinute':
        return this.requests?.nextReturnMs() ?? 0;
      case 'tokensPerMinute':
        return this.tokens?.nextReturnMs() ?? 0;
      case 'requestsPerDay':
      case 'tokensPerDay':
        return this.day?.endsInMs() ?? 0;
      case 'concurrency':
        return undefined;
    }
  }

  /** Whether a fresh one would behave the same. */
  isIdle(nowMs: number): boolean {
    if (this.inFlight > 0) return false;
    this.advance(nowMs);
    if ((this.requests?.total ?? 0) > 0 || (this.tokens?.total ?? 0) > 0) return false;
    return this.day === undefined || (this.day.requests === 0 && this.day.tokens === 0 && this.day.log !== 'reading');
  }

  private open({ requestsPerMinute, tokensPerMinute, day }: CountedFields, nowMs: number): void {
    if (requestsPerMinute) this.requests ??= new SlidingWindow();
    if (tokensPerMinute) this.tokens ??= new SlidingWindow();
    if (day) this.day ??= new DayCount(nowMs);
  }
}

function minuteWaitMs(need: {
  readonly window: SlidingWindow | undefined;
  readonly amount: number;
  readonly limit: number;
}): number {
  // A limit of zero lets nothing through, ever: not even when nothing counts.
  if (need.limit <= 0) return MINUTE_MS;
  return need.window?.waitFor(need.amount, need.limit) ?? 0;
}
