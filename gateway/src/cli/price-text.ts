import { type PriceSchedule, priceAt } from '../domain/price.ts';

/** Dollars for a million input and output tokens now; what is not known is called so, and never shown as free. */
export function priceText({ prices, nowMs }: { readonly prices: PriceSchedule | undefined; nowMs: number }): string {
  const price = prices && priceAt({ prices, atMs: nowMs })?.price;
  return price === undefined ? 'unpriced' : `${price.inputUsdPerMtok ?? '?'}/${price.outputUsdPerMtok ?? '?'}`;
}
