import type { Price } from '../domain/price.ts';

/** Dollars for a million input and output tokens; what is not known is called so, and never shown as free. */
export function priceText(price: Price | undefined): string {
  return price === undefined ? 'unpriced' : `${price.inputUsdPerMtok}/${price.outputUsdPerMtok}`;
}
