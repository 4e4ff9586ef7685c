import type { ExactPrice, ExactRates } from './exact-price.ts';
import type { Usage } from './usage.ts';

type Counted = Exclude<keyof Usage, 'estimated'>;

/** Every bucket with its price, in the order of an invoice. `images` waits for its own rule. */
const BUCKETS = [
  ['inputTokens', 'input'],
  ['cachedInputTokens', 'cachedInput'],
  ['cacheWrite5mTokens', 'cacheWrite5m'],
  ['cacheWrite1hTokens', 'cacheWrite1h'],
  ['audioInputTokens', 'audioInput'],
  ['outputTokens', 'output'],
  ['reasoningTokens', 'reasoning'],
  ['audioOutputTokens', 'audioOutput'],
] as const satisfies readonly (readonly [Counted, keyof ExactRates])[];

export type Bucket = (typeof BUCKETS)[number][1] | 'image' | 'request';

export interface ChargeItem {
  readonly bucket: Bucket;
  readonly amount: number;
  /** Femto-dollars (1 USD = 10^15) for one of them, and for all. */
  readonly femtoUsdEach: bigint;
  readonly femtoUsd: bigint;
}

export interface ChargeItems {
  readonly items: readonly ChargeItem[];
  /** Used, and of no known price. Unless it is empty, the sum of the items is not the cost. */
  readonly unpriced: readonly Bucket[];
}

/** What each used bucket costs, exactly. */
export function itemsOf({ usage, rates }: { readonly usage: Usage; readonly rates: ExactRates }): ChargeItems {
  const items: ChargeItem[] = [];
  const unpriced: Bucket[] = [];
  const add = (bucket: Bucket, amount: number, femtoUsdEach: bigint) =>
    items.push({ bucket, amount, femtoUsdEach, femtoUsd: BigInt(amount) * femtoUsdEach });
  const images = wholeAmount(usage.images);
  const paidByImage = images > 0 && rates.image !== undefined;
  for (const [counted, bucket] of BUCKETS) {
    const amount = wholeAmount(usage[counted]);
    const each = rates[bucket];
    if (amount === 0) continue;
    if (each !== undefined) add(bucket, amount, each);
    else if (!paidByImage) unpriced.push(bucket);
  }
  if (images > 0 && rates.image !== undefined) add('image', images, rates.image);
  // A picture without a price of its own is paid by the tokens that it was written in, if the provider counted them.
  else if (images > 0 && usage.outputTokens === 0 && rates.output !== 0n) unpriced.push('image');
  if (rates.request !== undefined) add('request', 1, rates.request);
  return { items, unpriced };
}

/** Providers count whole units; anything else would be their mistake, and must not break the sum. */
function wholeAmount(amount: number): number {
  return amount > 0 && Number.isFinite(amount) ? Math.round(amount) : 0;
}

/** The rates of the highest tier that the input is above. */
export function ratesFor({ exact, inputTokens }: { exact: ExactPrice; inputTokens: number }): ExactRates {
  return exact.tiers.find(({ aboveInputTokens }) => inputTokens > aboveInputTokens)?.rates ?? exact.base;
}
