import type { Rates } from './price.ts';
import { type PriceSchedule, priceAt } from './price-schedule.ts';
import type { Access } from './route.ts';
import { MOST_TOKENS_PER_IMAGE } from './worst-case.ts';

export interface CostEstimateInput {
  readonly prices: PriceSchedule;
  readonly access: Access;
  readonly atMs: number;
  readonly inputTokens: number;
  /** The bound of the output. For tasks that write no text 0. */
  readonly outputTokens: number;
  readonly images: number;
}

const NANO_USD = 1_000_000_000;
/** Dollars for a million tokens, in nano-dollars for one. */
const NANO_USD_PER_TOKEN = NANO_USD / 1_000_000;

/**
 * What a request costs about, in nano-dollars with fractions: the same work at the prices of any target, to compare them.
 * Nobody is charged by it, and nothing is held by it. Undefined: what the request needs has no known price.
 */
export function estimateCost(input: CostEstimateInput): number | undefined {
  const { prices, access, atMs, inputTokens, outputTokens, images } = input;
  const price = priceAt({ prices, atMs })?.price;
  if (price === undefined) return undefined;
  let tier: Partial<Rates> = {};
  let above = -1;
  for (const one of price.tiers) {
    if (inputTokens <= one.aboveInputTokens || one.aboveInputTokens <= above) continue;
    above = one.aboveInputTokens;
    tier = one;
  }
  const inputRate = tier.inputUsdPerMtok ?? price.inputUsdPerMtok;
  const outputRate = tier.outputUsdPerMtok ?? price.outputUsdPerMtok;
  const perImage = tier.usdPerImage ?? price.usdPerImage;
  const perRequest = tier.usdPerRequest ?? price.usdPerRequest;
  const paidByRequest = perRequest !== undefined && inputRate === undefined && outputRate === undefined;
  const paidByImage = images > 0 && perImage !== undefined;
  const tokens = outputTokens + (paidByImage ? 0 : images * MOST_TOKENS_PER_IMAGE);
  if (!paidByRequest && !paidByImage && (inputRate === undefined || (tokens > 0 && outputRate === undefined))) {
    return undefined;
  }
  const ofTokens = inputTokens * (inputRate ?? 0) + tokens * (outputRate ?? 0);
  const ofPieces = images * (perImage ?? 0) + (perRequest ?? 0);
  const cost = ofTokens * NANO_USD_PER_TOKEN + ofPieces * NANO_USD;
  return access === 'platform' ? cost * (1 + prices.marginPercent / 100) : cost;
}
