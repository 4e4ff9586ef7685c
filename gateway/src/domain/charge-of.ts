import { itemsOf, ratesFor } from './charge-items.ts';
import { roundedNanoUsd } from './exact-price.ts';
import type { NanoUsd } from './money.ts';
import { type PriceSchedule, priceAt } from './price-schedule.ts';
import type { Access } from './route.ts';
import { totalInputTokens, type Usage } from './usage.ts';

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
  const marginUnits = marginFor({ prices, access });
  const costNanoUsd = marginUnits === 0n ? providerCostNanoUsd : roundedNanoUsd({ femto, marginUnits });
  return { costNanoUsd, providerCostNanoUsd };
}

/** The house's margin belongs to the house's account: a workspace's own account pays what its provider takes. */
export function marginFor({ prices, access }: { readonly prices: PriceSchedule; readonly access: Access }): bigint {
  return access === 'platform' ? prices.marginUnits : 0n;
}
