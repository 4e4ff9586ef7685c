import { type ExactPrice, exactPrice, marginUnits } from './exact-price.ts';
import type { PriceVersion } from './price.ts';

/** What a model costs through a connection, at any time. Made by `schedulePrices`. */
export interface PriceSchedule {
  /** The earliest first. */
  readonly versions: readonly (PriceVersion & { readonly exact: ExactPrice })[];
  /** What the house adds to the provider's price for platform access. */
  readonly marginPercent: number;
  readonly marginUnits: bigint;
}

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
