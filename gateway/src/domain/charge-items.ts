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

/** What each used bucket costs, exactly. Undefined: the price of one of them is not known. */
export function itemsOf({ usage, rates }: { usage: Usage; rates: ExactRates }): readonly ChargeItem[] | undefined {
  const items: ChargeItem[] = [];
  const add = (bucket: Bucket, amount: number, femtoUsdEach: bigint) =>
    items.push({ bucket, amount, femtoUsdEach, femtoUsd: BigInt(amount) * femtoUsdEach });
  const paidByImage = usage.images > 0 && rates.image !== undefined;
  for (const [counted, bucket] of BUCKETS) {
    const amount = wholeAmount(usage[counted]);
    const each = rates[bucket];
    if (amount === 0 || (each === undefined && paidByImage)) continue;
    if (each === undefined) return undefined;
    add(bucket, amount, each);
  }
  const images = wholeAmount(usage.images);
  if (images > 0 && rates.image !== undefined) add('image', images, rates.image);
  // A picture without a price of its own is paid by the tokens that it was written in, if the provider counted them.
  else if (images > 0 && usage.outputTokens === 0 && rates.output !== 0n) return undefined;
  if (rates.request !== undefined) add('request', 1, rates.request);
  return items;
}

/** Providers count whole units; anything else would be their mistake, and must not break the sum. */
function wholeAmount(amount: number): number {
  return amount > 0 && Number.isFinite(amount) ? Math.round(amount) : 0;
}

/** The rates of the highest tier that the input is above. */
export function ratesFor({ exact, inputTokens }: { exact: ExactPrice; inputTokens: number }): ExactRates {
  return exact.tiers.find(({ aboveInputTokens }) => inputTokens > aboveInputTokens)?.rates ?? exact.base;
}
