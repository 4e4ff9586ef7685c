import { itemsOf, ratesFor } from './charge-items.ts';
import { type ExactPrice, type ExactRates, exactPrice, marginUnits, roundedNanoUsd } from './exact-price.ts';
import type { NanoUsd } from './money.ts';
import type { Access } from './route.ts';
import { totalInputTokens, type Usage } from './usage.ts';

/**
 * What one unit of each bucket costs. Undefined: not said; then the fallback named at the field counts, and where there
 * is none the price is unknown, which is never the same as free. At most nine decimals count.
 */
export interface Rates {
  /** Dollars for a million tokens, like all `UsdPerMtok`. No fallback. */
  readonly inputUsdPerMtok: number | undefined;
  /** Input read from a prompt cache. Else as input. */
  readonly cachedInputUsdPerMtok: number | undefined;
  /** Else as input. */
  readonly cacheWrite5mUsdPerMtok: number | undefined;
  /** Else as a write for five minutes. */
  readonly cacheWrite1hUsdPerMtok: number | undefined;
  /** Else as input. */
  readonly audioInputUsdPerMtok: number | undefined;
  /** No fallback. */
  readonly outputUsdPerMtok: number | undefined;
  /** Else as output. */
  readonly reasoningUsdPerMtok: number | undefined;
  /** Else as output. */
  readonly audioOutputUsdPerMtok: number | undefined;
  /** Dollars for one image made. Where it is known, tokens without a price of their own are paid with the image. */
  readonly usdPerImage: number | undefined;
  /** Dollars for one request. Where neither input nor output has a price, it pays the tokens too. */
  readonly usdPerRequest: number | undefined;
}

/** Other prices for a long input. What is not said here is as in the base price. */
export interface PriceTier extends Rates {
  /** The prices apply to the WHOLE request, output included, once all its input tokens are more than this. */
  readonly aboveInputTokens: number;
}

/** The prices of one model. */
export interface Price extends Rates {
  readonly tiers: readonly PriceTier[];
}

export interface PriceVersion {
  /** From this moment, ms since 1970; 0: always. */
  readonly fromMs: number;
  readonly price: Price;
}

/** What a model costs through a connection, at any time. Made by {@link schedulePrices}. */
export interface PriceSchedule {
  /** The earliest first. */
  readonly versions: readonly (PriceVersion & { readonly exact: ExactPrice })[];
  /** What the house adds to the provider's price for platform access. */
  readonly marginPercent: number;
  readonly marginUnits: bigint;
}

export const NO_RATES: Rates = {
  inputUsdPerMtok: undefined,
  cachedInputUsdPerMtok: undefined,
  cacheWrite5mUsdPerMtok: undefined,
  cacheWrite1hUsdPerMtok: undefined,
  audioInputUsdPerMtok: undefined,
  outputUsdPerMtok: undefined,
  reasoningUsdPerMtok: undefined,
  audioOutputUsdPerMtok: undefined,
  usdPerImage: undefined,
  usdPerRequest: undefined,
};

export const FREE: Price = { ...NO_RATES, inputUsdPerMtok: 0, outputUsdPerMtok: 0, tiers: [] };

/** Turns prices into whole numbers, once: what is computed from them later is exact. @throws RangeError for no amount */
export function schedulePrices({
  versions,
  marginPercent,
}: {
  readonly versions: readonly PriceVersion[];
  readonly marginPercent: number;
}): PriceSchedule {
  return {
    versions: versions
      .map(({ fromMs, price }) => ({ fromMs, price, exact: exactPrice(price) }))
      .sort((one, other) => one.fromMs - other.fromMs),
    marginPercent,
    marginUnits: marginUnits(marginPercent),
  };
}

/** The version that is valid at a moment; undefined before the first. */
export function priceAt({
  prices,
  atMs,
}: {
  readonly prices: PriceSchedule;
  readonly atMs: number;
}): PriceSchedule['versions'][number] | undefined {
  return prices.versions.findLast(({ fromMs }) => fromMs <= atMs);
}

export interface Charge {
  /** What the caller pays, margin included. Undefined: the price of something that was used is not known. */
  readonly costNanoUsd: NanoUsd | undefined;
  /** What the provider takes at list price. */
  readonly providerCostNanoUsd: NanoUsd | undefined;
}

export interface ChargeInput {
  readonly usage: Usage;
  readonly prices: PriceSchedule | undefined;
  /** When the attempt began: the hold and the settlement count with the same version. */
  readonly atMs: number;
  /** The margin is for platform access only. */
  readonly access: Access;
}

const UNPRICED: Charge = { costNanoUsd: undefined, providerCostNanoUsd: undefined };

/** The cost of one attempt. Each amount is rounded half up to whole nano-dollars once, at its end. */
export function chargeOf({ usage, prices, atMs, access }: ChargeInput): Charge {
  const exact = prices && priceAt({ prices, atMs })?.exact;
  if (prices === undefined || exact === undefined) return UNPRICED;
  const { items, unpriced } = itemsOf({ usage, rates: ratesFor({ exact, inputTokens: totalInputTokens(usage) }) });
  if (unpriced.length > 0) return UNPRICED;
  let femto = 0n;
  for (const { femtoUsd } of items) femto += femtoUsd;
  const providerCostNanoUsd = roundedNanoUsd({ femto, marginUnits: 0n });
  const costNanoUsd = roundedNanoUsd({ femto, marginUnits: marginFor({ prices, access }) });
  return { costNanoUsd, providerCostNanoUsd };
}

/** The house's margin belongs to the house's account: a workspace's own account pays what its provider takes. */
export function marginFor({ prices, access }: { readonly prices: PriceSchedule; readonly access: Access }): bigint {
  return access === 'platform' ? prices.marginUnits : 0n;
}

export interface WorstCaseInput {
  readonly prices: PriceSchedule;
  /** When the attempt begins. */
  readonly atMs: number;
  /** All input, estimated. */
  readonly inputTokens: number;
  /** The bound of the output, reasoning included. For an image task 0. */
  readonly outputTokens: number;
  readonly images: number;
  readonly access: Access;
  /** False: the request asks for no prompt cache to be written. Left out: it may. */
  readonly mayWriteCache?: boolean;
  /** False: neither input nor output may be audio. Left out: they may. */
  readonly mayUseAudio?: boolean;
}

/**
 * The tokens of the largest picture that a model writes as tokens: `gpt-image-1`, high quality, 1024 × 1536 or the
 * other way round, 6 208 and 6 240 by OpenAI's table of image costs. It bounds what is written beside the text.
 */
const MOST_TOKENS_PER_IMAGE = 6_240;

/**
 * The most that an attempt can cost: no cache discount, the dearest bucket that the request can reach, the dearest tier
 * up to its input; rounded up. What has no known price counts nothing here, and is not charged later either.
 */
export function worstCaseOf(input: WorstCaseInput): NanoUsd {
  const { prices, atMs, inputTokens, access } = input;
  const exact = priceAt({ prices, atMs })?.exact;
  if (exact === undefined) return 0;
  let dearest = worstWith({ ...input, rates: exact.base });
  for (const { aboveInputTokens, rates } of exact.tiers) {
    if (inputTokens <= aboveInputTokens) continue;
    const here = worstWith({ ...input, rates });
    if (here > dearest) dearest = here;
  }
  return roundedNanoUsd({ femto: dearest, marginUnits: marginFor({ prices, access }), up: true });
}

function worstWith({
  rates,
  inputTokens,
  outputTokens,
  images,
  mayWriteCache = true,
  mayUseAudio = true,
}: WorstCaseInput & { readonly rates: ExactRates }): bigint {
  const { cachedInput, cacheWrite5m, cacheWrite1h } = rates;
  const ofInput = dearestOf([
    rates.input,
    ...(mayWriteCache ? [cachedInput, cacheWrite5m, cacheWrite1h] : [cachedInput]),
    mayUseAudio ? rates.audioInput : undefined,
  ]);
  const ofOutput = dearestOf([rates.output, rates.reasoning, mayUseAudio ? rates.audioOutput : undefined]);
  return (
    whole(inputTokens) * ofInput +
    whole(outputTokens + images * MOST_TOKENS_PER_IMAGE) * ofOutput +
    whole(images) * (rates.image ?? 0n) +
    (rates.request ?? 0n)
  );
}

function dearestOf(rates: readonly (bigint | undefined)[]): bigint {
  let dearest = 0n;
  for (const rate of rates) if (rate !== undefined && rate > dearest) dearest = rate;
  return dearest;
}

function whole(amount: number): bigint {
  return BigInt(Math.ceil(Math.max(0, amount)));
}
