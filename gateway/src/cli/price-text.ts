import type { Capability } from '@latentkit/contract/capability';
import { missingPricesAt } from '../domain/missing-prices.ts';
import { type PriceSchedule, priceAt } from '../domain/price-schedule.ts';

/**
 * Dollars for a million input and output tokens now. What has no known price, or none for something that the model does,
 * is called so, and never shown as free.
 */
export function priceText({
  target,
  nowMs,
}: {
  readonly target: { readonly prices: PriceSchedule | undefined; readonly capabilities: ReadonlySet<Capability> };
  readonly nowMs: number;
}): string {
  const { prices } = target;
  const price = prices && priceAt({ prices, atMs: nowMs })?.price;
  if (price === undefined) return 'unpriced';
  const said = `${price.inputUsdPerMtok ?? '-'}/${price.outputUsdPerMtok ?? '-'}`;
  const missing = missingPricesAt({ target, atMs: nowMs });
  if (missing.length > 0) return `${said}, unpriced: ${missing.join(', ')}`;
  const pieces = [
    ...(price.usdPerImage === undefined ? [] : [`$${price.usdPerImage} an image`]),
    ...(price.usdPerRequest === undefined ? [] : [`$${price.usdPerRequest} a request`]),
    ...(price.tiers.length === 0 ? [] : ['more for long input']),
    ...(prices?.marginPercent ? [`+${prices.marginPercent} %`] : []),
  ];
  return [said, ...pieces].join(', ');
}
