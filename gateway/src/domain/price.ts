import type { NanoUsd } from './money.ts';
import type { Usage } from './usage.ts';

/** Prices of one model, dollars for a million tokens (a nano-dollar amount is thousand times the price for one token). */
export interface Price {
  readonly inputUsdPerMtok: number;
  readonly cachedInputUsdPerMtok: number | undefined;
  readonly cacheWrite5mUsdPerMtok: number | undefined;
  readonly cacheWrite1hUsdPerMtok: number | undefined;
  readonly audioInputUsdPerMtok: number | undefined;
  readonly outputUsdPerMtok: number;
  readonly audioOutputUsdPerMtok: number | undefined;
  readonly usdPerImage: number | undefined;
  readonly usdPerRequest: number | undefined;
}

/** The cost of one attempt, rounded half up to whole nano-dollars once, at the end. */
export function costOf({ usage, price }: { usage: Usage; price: Price }): NanoUsd {
  const input = price.inputUsdPerMtok;
  // A dollar for a million tokens is 1000 nano-dollars for one token.
  const perToken =
    usage.inputTokens * input +
    usage.cachedInputTokens * (price.cachedInputUsdPerMtok ?? input) +
    usage.cacheWrite5mTokens * (price.cacheWrite5mUsdPerMtok ?? input) +
    usage.cacheWrite1hTokens * (price.cacheWrite1hUsdPerMtok ?? price.cacheWrite5mUsdPerMtok ?? input) +
    usage.audioInputTokens * (price.audioInputUsdPerMtok ?? input) +
    (usage.outputTokens + usage.reasoningTokens) * price.outputUsdPerMtok +
    usage.audioOutputTokens * (price.audioOutputUsdPerMtok ?? price.outputUsdPerMtok);
  const perUnit = usage.images * (price.usdPerImage ?? 0) + (price.usdPerRequest ?? 0);
  return Math.round(perToken * 1_000 + perUnit * 1_000_000_000);
}
