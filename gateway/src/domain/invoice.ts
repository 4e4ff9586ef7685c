import { type Bucket, type ChargeItem, itemsOf, ratesFor } from './charge-items.ts';
import { type ChargeInput, marginFor } from './charge-of.ts';
import { roundedNanoUsd } from './exact-price.ts';
import type { NanoUsd } from './money.ts';
import type { PriceTier } from './price.ts';
import { priceAt } from './price-schedule.ts';
import { totalInputTokens } from './usage.ts';

export interface InvoiceLine {
  readonly bucket: Bucket | 'margin';
  /** Tokens, images, requests; for the margin the percent of it. */
  readonly amount: number;
  /** Dollars, a decimal as short as it can be: for a million tokens, for one image or request. Undefined: the margin. */
  readonly unitUsd: string | undefined;
  readonly nanoUsd: NanoUsd;
}

export interface Invoice {
  /** The first moment of the price's validity, ms; 0: always. */
  readonly priceFromMs: number;
  /** The bound of the tier that counted; undefined: the base price did. */
  readonly tierAboveInputTokens: number | undefined;
  /** They add up to the cost, to the nano-dollar. */
  readonly lines: readonly InvoiceLine[];
  readonly costNanoUsd: NanoUsd;
  readonly providerCostNanoUsd: NanoUsd;
}

/** Why there is no invoice: what was used without a known price; empty where the model has no price at that moment. */
export interface Unpriced {
  readonly unpriced: readonly Bucket[];
}

/**
 * The same computation as {@link chargeOf}, with its lines. The sum is rounded once; each line gets the part by which it
 * moves the rounded sum, so it may differ by one nano-dollar from its own rounded amount.
 */
export function invoiceOf({ usage, prices, atMs, access }: ChargeInput): Invoice | Unpriced {
  const version = prices && priceAt({ prices, atMs });
  if (prices === undefined || version === undefined) return { unpriced: [] };
  const inputTokens = totalInputTokens(usage);
  const { items, unpriced } = itemsOf({ usage, rates: ratesFor({ exact: version.exact, inputTokens }) });
  if (unpriced.length > 0) return { unpriced };
  let femto = 0n;
  let providerCostNanoUsd = 0;
  const lines = items.map((item): InvoiceLine => {
    femto += item.femtoUsd;
    const before = providerCostNanoUsd;
    providerCostNanoUsd = roundedNanoUsd({ femto, marginUnits: 0n });
    return {
      bucket: item.bucket,
      amount: item.amount,
      unitUsd: unitUsd(item),
      nanoUsd: providerCostNanoUsd - before,
    };
  });
  const costNanoUsd = roundedNanoUsd({ femto, marginUnits: marginFor({ prices, access }) });
  const margin = costNanoUsd - providerCostNanoUsd;
  return {
    priceFromMs: version.fromMs,
    tierAboveInputTokens: tierFor({ tiers: version.price.tiers, inputTokens })?.aboveInputTokens,
    lines:
      margin === 0
        ? lines
        : [...lines, { bucket: 'margin', amount: prices.marginPercent, unitUsd: undefined, nanoUsd: margin }],
    costNanoUsd,
    providerCostNanoUsd,
  };
}

function tierFor({ tiers, inputTokens }: { tiers: readonly PriceTier[]; inputTokens: number }): PriceTier | undefined {
  return tiers
    .filter(({ aboveInputTokens }) => inputTokens > aboveInputTokens)
    .toSorted((one, other) => other.aboveInputTokens - one.aboveInputTokens)[0];
}

/** Nine decimals: femto-dollars for a token are billionths of a dollar for a million tokens. */
function unitUsd({ bucket, femtoUsdEach }: ChargeItem): string {
  const billionths = bucket === 'image' || bucket === 'request' ? femtoUsdEach / 1_000_000n : femtoUsdEach;
  const digits = String(billionths).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}
