import type { NanoUsd } from './money.ts';
import type { Price, Rates } from './price.ts';

/** Femto-dollars for one unit (1 USD = 10^15), the fallbacks filled in. Undefined: not known. */
export interface ExactRates {
  readonly input: bigint | undefined;
  readonly cachedInput: bigint | undefined;
  readonly cacheWrite5m: bigint | undefined;
  readonly cacheWrite1h: bigint | undefined;
  readonly audioInput: bigint | undefined;
  readonly output: bigint | undefined;
  readonly reasoning: bigint | undefined;
  readonly audioOutput: bigint | undefined;
  readonly image: bigint | undefined;
  readonly request: bigint | undefined;
}

export interface ExactPrice {
  readonly base: ExactRates;
  /** The highest bound first. */
  readonly tiers: readonly { readonly aboveInputTokens: number; readonly rates: ExactRates }[];
}

/** A price in dollars for a million tokens with nine decimals is a whole number of femto-dollars for one token. */
const DECIMALS = 9;
const FEMTO_PER_NANO = 1_000_000n;

export function exactPrice(price: Price): ExactPrice {
  return {
    base: exactRates(price),
    tiers: price.tiers
      .toSorted((one, other) => other.aboveInputTokens - one.aboveInputTokens)
      .map((tier) => ({ aboveInputTokens: tier.aboveInputTokens, rates: exactRates(tierRates({ price, tier })) })),
  };
}

/** The base price with what a tier says otherwise. */
export function tierRates({ price, tier }: { readonly price: Rates; readonly tier: Rates }): Rates {
  return {
    inputUsdPerMtok: tier.inputUsdPerMtok ?? price.inputUsdPerMtok,
    cachedInputUsdPerMtok: tier.cachedInputUsdPerMtok ?? price.cachedInputUsdPerMtok,
    cacheWrite5mUsdPerMtok: tier.cacheWrite5mUsdPerMtok ?? price.cacheWrite5mUsdPerMtok,
    cacheWrite1hUsdPerMtok: tier.cacheWrite1hUsdPerMtok ?? price.cacheWrite1hUsdPerMtok,
    audioInputUsdPerMtok: tier.audioInputUsdPerMtok ?? price.audioInputUsdPerMtok,
    outputUsdPerMtok: tier.outputUsdPerMtok ?? price.outputUsdPerMtok,
    reasoningUsdPerMtok: tier.reasoningUsdPerMtok ?? price.reasoningUsdPerMtok,
    audioOutputUsdPerMtok: tier.audioOutputUsdPerMtok ?? price.audioOutputUsdPerMtok,
    usdPerImage: tier.usdPerImage ?? price.usdPerImage,
    usdPerRequest: tier.usdPerRequest ?? price.usdPerRequest,
  };
}

function exactRates(rates: Rates): ExactRates {
  const request = femtoPerPiece(rates.usdPerRequest);
  const paidByRequest =
    request !== undefined && rates.inputUsdPerMtok === undefined && rates.outputUsdPerMtok === undefined;
  const input = paidByRequest ? 0n : femtoPerToken(rates.inputUsdPerMtok);
  const output = paidByRequest ? 0n : femtoPerToken(rates.outputUsdPerMtok);
  const cacheWrite5m = femtoPerToken(rates.cacheWrite5mUsdPerMtok) ?? input;
  return {
    input,
    cachedInput: femtoPerToken(rates.cachedInputUsdPerMtok) ?? input,
    cacheWrite5m,
    cacheWrite1h: femtoPerToken(rates.cacheWrite1hUsdPerMtok) ?? cacheWrite5m,
    audioInput: femtoPerToken(rates.audioInputUsdPerMtok) ?? input,
    output,
    reasoning: femtoPerToken(rates.reasoningUsdPerMtok) ?? output,
    audioOutput: femtoPerToken(rates.audioOutputUsdPerMtok) ?? output,
    image: femtoPerPiece(rates.usdPerImage),
    request,
  };
}

function femtoPerToken(usdPerMtok: number | undefined): bigint | undefined {
  return usdPerMtok === undefined ? undefined : scaled(usdPerMtok);
}

function femtoPerPiece(usd: number | undefined): bigint | undefined {
  return usd === undefined ? undefined : scaled(usd) * FEMTO_PER_NANO;
}

/**
 * A decimal amount times 10^9, as a whole number. The text of the double with nine decimals is the decimal that a person
 * wrote, as long as the amount is under four millions: the double is nearer to it than half a unit of the last place.
 * @throws RangeError for what is no amount
 */
function scaled(amount: number): bigint {
  if (!(amount >= 0 && amount <= 4_000_000)) throw new RangeError('not a price: 0 to 4 000 000 dollars');
  return BigInt(amount.toFixed(DECIMALS).replace('.', ''));
}

/** A margin in units of a ten-thousandth of a percent. */
const MARGIN_UNITS_PER_WHOLE = 1_000_000n;

/** @throws RangeError for what is no margin */
export function marginUnits(percent: number): bigint {
  if (!(percent >= 0 && percent <= 1_000_000)) throw new RangeError('not a margin: 0 to 1 000 000 percent');
  return BigInt(percent.toFixed(4).replace('.', ''));
}

/** Whole nano-dollars of an exact amount with the margin on top: half up, or always up. The only rounding there is. */
export function roundedNanoUsd({
  femto,
  marginUnits: units,
  up = false,
}: {
  readonly femto: bigint;
  readonly marginUnits: bigint;
  readonly up?: boolean;
}): NanoUsd {
  const divisor = FEMTO_PER_NANO * MARGIN_UNITS_PER_WHOLE;
  return Number((femto * (MARGIN_UNITS_PER_WHOLE + units) + (up ? divisor - 1n : divisor / 2n)) / divisor);
}
