import type { ModelDefinition } from '../../../domain/definitions.ts';
import type { Price, Rates } from '../../../domain/price.ts';

/** What a workspace pays for a model of the house: the margin is in the prices, and is not told apart. */
export function pricesWithMargin({
  model,
  marginPercent,
}: {
  readonly model: ModelDefinition;
  readonly marginPercent: number;
}): ModelDefinition {
  if (model.prices === undefined) return model;
  return {
    ...model,
    prices: model.prices.map(({ fromMs, price }) => ({ fromMs, price: raised({ price, marginPercent }) })),
  };
}

function raised({ price, marginPercent }: { readonly price: Price; readonly marginPercent: number }): Price {
  const { tiers, ...rates } = price;
  return {
    ...raisedRates({ rates, marginPercent }),
    tiers: tiers.map(({ aboveInputTokens, ...own }) => ({
      aboveInputTokens,
      ...raisedRates({ rates: own, marginPercent }),
    })),
  };
}

function raisedRates({ rates, marginPercent }: { readonly rates: Rates; readonly marginPercent: number }): Rates {
  // Nine decimals are what a price may have.
  const by = (rate: number | undefined) =>
    rate === undefined ? undefined : Number((rate * (1 + marginPercent / 100)).toFixed(9));
  return {
    inputUsdPerMtok: by(rates.inputUsdPerMtok),
    cachedInputUsdPerMtok: by(rates.cachedInputUsdPerMtok),
    cacheWrite5mUsdPerMtok: by(rates.cacheWrite5mUsdPerMtok),
    cacheWrite1hUsdPerMtok: by(rates.cacheWrite1hUsdPerMtok),
    audioInputUsdPerMtok: by(rates.audioInputUsdPerMtok),
    outputUsdPerMtok: by(rates.outputUsdPerMtok),
    reasoningUsdPerMtok: by(rates.reasoningUsdPerMtok),
    audioOutputUsdPerMtok: by(rates.audioOutputUsdPerMtok),
    usdPerImage: by(rates.usdPerImage),
    usdPerRequest: by(rates.usdPerRequest),
  };
}
