import type { Price } from '../domain/price.ts';

/** Dollars for a million input and output tokens; what is not known is called so, and never shown as free. */
export function priceText(price: Price | undefined): string {
  return price === undefined ? 'unpriced' : `${price.inputUsdPerMtok}/${price.outputUsdPerMtok}`;
}

/** In the words of the configuration file. */
export function priceJson(price: Price | undefined): object | undefined {
  if (price === undefined) return undefined;
  return {
    input_usd_per_mtok: price.inputUsdPerMtok,
    cached_input_usd_per_mtok: price.cachedInputUsdPerMtok,
    cache_write_5m_usd_per_mtok: price.cacheWrite5mUsdPerMtok,
    cache_write_1h_usd_per_mtok: price.cacheWrite1hUsdPerMtok,
    audio_input_usd_per_mtok: price.audioInputUsdPerMtok,
    output_usd_per_mtok: price.outputUsdPerMtok,
    audio_output_usd_per_mtok: price.audioOutputUsdPerMtok,
    usd_per_image: price.usdPerImage,
    usd_per_request: price.usdPerRequest,
  };
}
