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
