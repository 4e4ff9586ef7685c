import type { Capability } from '@latentkit/contract/capability';
import { NO_RATES, type Rates } from './price.ts';
import { type PriceSchedule, priceAt } from './price-schedule.ts';

export type MissingPrice = 'input' | 'output' | 'image';

/**
 * What a model can do and has no price for. Text needs a price for input and one for output, embeddings one for input,
 * images one for a piece or one for output. A price for the request alone pays everything.
 */
export function missingPrices({
  rates,
  capabilities,
}: {
  readonly rates: Rates;
  readonly capabilities: ReadonlySet<Capability>;
}): readonly MissingPrice[] {
  const { inputUsdPerMtok: input, outputUsdPerMtok: output, usdPerImage, usdPerRequest } = rates;
  if (usdPerRequest !== undefined && input === undefined && output === undefined) return [];
  const chats = capabilities.has('chat');
  const paints = capabilities.has('image_generation') || capabilities.has('image_edit');
  const missing: MissingPrice[] = [];
  if (input === undefined && (chats || capabilities.has('embeddings'))) missing.push('input');
  if (output === undefined && chats) missing.push('output');
  if (output === undefined && usdPerImage === undefined && paints && !chats) missing.push('image');
  return missing;
}

/** The same for an attempt, with the price that counts at a moment. A model without any lacks all that it needs. */
export function missingPricesAt({
  target,
  atMs,
}: {
  readonly target: { readonly prices: PriceSchedule | undefined; readonly capabilities: ReadonlySet<Capability> };
  readonly atMs: number;
}): readonly MissingPrice[] {
  const price = target.prices && priceAt({ prices: target.prices, atMs })?.price;
  const missing = missingPrices({ rates: price ?? NO_RATES, capabilities: target.capabilities });
  return price === undefined && missing.length === 0 ? ['input', 'output'] : missing;
}
