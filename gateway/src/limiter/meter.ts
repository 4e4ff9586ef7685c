import type { LimitPolicy } from '../domain/limits.ts';
import { DayCount } from './day-count.ts';
import type { LimitGrant } from './limit-grant.ts';
import type { CountedFields } from './limit-set.ts';
import { MINUTE_MS, SlidingWindow, type WindowCell } from './sliding-window.ts';

/** Nobody knows when a running request will end; a second is soon enough to ask again, and not a busy loop. */
const CONCURRENCY_RETRY_MS = 1_000;

/**
 * What one key, route, workspace or address takes. Counts only what a limit asks about. Everything speaks of the moment
 * that `advance` was told last. A class, since there is one for each address.
 */
export class Meter {
  inFlight = 0;
  /** Undefined until a limit per day asks for it. */
  day: DayCount | undefined;
  /** By what they count. Undefined where no other gateway counts the same. */
  grants: Map<LimitPolicy['field'], LimitGrant> | undefined;
  /** The start of the day that they were made for. */
  grantsOfDayMs: number | undefined;
  private nowMs = Number.NEGATIVE_INFINITY;
  private requests: SlidingWindow | undefined;
  private tokens: SlidingWindow | undefined;

  /** Begins to count what was not counted before. */
  open({ requestsPerMinute, tokensPerMinute, day }: CountedFields, nowMs: number): void {
    if (requestsPerMinute) this.requests ??= new SlidingWindow();
    if (tokensPerMinute) this.tokens ??= new SlidingWindow();
    if (day) this.day ??= new DayCount(nowMs);
  }

  advance(nowMs: number): void {
    this.nowMs = nowMs;
    this.requests?.advance(nowMs);
    this.tokens?.advance(nowMs);
    this.day?.advance(nowMs);
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

  grantOf({ field }: LimitPolicy): LimitGrant | undefined {
    return this.grants?.get(field);
  }

  /** Returns what the tokens were put into. */
  take(counted: CountedFields, tokens: number): WindowCell | undefined {
    this.inFlight++;
    if (this.grants !== undefined) for (const grant of this.grants.values()) grant.took(tokens);
    if (counted.requestsPerMinute) this.requests?.take(1);
    if (counted.day && this.day !== undefined) {
      this.day.requests++;
      this.day.tokens += tokens;
    }
    return counted.tokensPerMinute ? this.tokens?.take(tokens) : undefined;
  }

  /** To the moment of the request: what has left its window, or its day, counts no more. */
  giveBack({ cell, tokens, atMs }: TokensBack): void {
    if (cell !== undefined) this.tokens?.giveBack(cell, tokens);
    if (this.grants !== undefined) for (const grant of this.grants.values()) grant.gaveBack(tokens);
    if (this.day?.covers(atMs)) this.day.tokens = Math.max(0, this.day.tokens - tokens);
  }

  /** From now on, and not from the moment of the request: by then it was not known. */
  takeBeyond({ cell, tokens, nowMs }: TokensBeyond): void {
    this.advance(nowMs);
    if (cell !== undefined) this.tokens?.take(tokens);
    if (this.day !== undefined) this.day.tokens += tokens;
  }

  /** How long until there is room for so much more, where there is none, ms. */
  waitMs({ field, limit }: LimitPolicy, amount: number): number {
    switch (field) {
      case 'requestsPerMinute':
      case 'tokensPerMinute': {
        const window = field === 'requestsPerMinute' ? this.requests : this.tokens;
        // A limit of zero lets nothing through, ever: not even when nothing counts.
        return limit <= 0 ? MINUTE_MS : (window?.waitFor(amount, limit) ?? 0);
      }
      case 'requestsPerDay':
      case 'tokensPerDay':
        return this.day?.endsInMs() ?? 0;
      case 'concurrency':
        return CONCURRENCY_RETRY_MS;
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

  /** Whether a fresh one would behave the same. What is looked at in this very moment may be about to take something. */
  isIdle(nowMs: number): boolean {
    if (this.inFlight > 0 || this.nowMs === nowMs) return false;
    this.advance(nowMs);
    if ((this.requests?.total ?? 0) > 0 || (this.tokens?.total ?? 0) > 0) return false;
    if (this.grants !== undefined) for (const grant of this.grants.values()) if (!grant.isIdle()) return false;
    return this.day === undefined || this.day.isEmpty();
  }
}

interface TokensBack {
  readonly cell: WindowCell | undefined;
  readonly tokens: number;
  /** When they were taken. */
  readonly atMs: number;
}

interface TokensBeyond {
  readonly cell: WindowCell | undefined;
  readonly tokens: number;
  readonly nowMs: number;
}
