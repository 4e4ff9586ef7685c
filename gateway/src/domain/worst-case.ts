import { marginFor } from './charge-of.ts';
import { type ExactRates, roundedNanoUsd } from './exact-price.ts';
import type { NanoUsd } from './money.ts';
import { type PriceSchedule, priceAt } from './price-schedule.ts';
import type { Access } from './route.ts';

export interface WorstCaseInput {
  readonly prices: PriceSchedule;
  /** When the attempt begins. */
  readonly atMs: number;
  /** All input, estimated. */
  readonly inputTokens: number;
  /** The bound of the output, reasoning included. For an image task 0. */
  readonly outputTokens: number;
  readonly images: number;
  readonly access: Access;
  /** Whether input or output may be audio. */
  readonly mayUseAudio: boolean;
}

/**
 * The tokens of the largest picture that a model writes as tokens: `gpt-image-1`, high quality, 1024 × 1536 or the
 * other way round, 6 208 and 6 240 by OpenAI's table of image costs. It bounds what is written beside the text.
 */
export const MOST_TOKENS_PER_IMAGE = 6_240;

/**
 * The most that an attempt can cost: no cache discount, the dearest bucket of input and of output, the dearest tier up to
 * its input; rounded up. What has no known price counts nothing here, and is not charged later either.
 */
export function worstCaseOf(input: WorstCaseInput): NanoUsd {
  const { prices, atMs, inputTokens, access } = input;
  const exact = priceAt({ prices, atMs })?.exact;
  if (exact === undefined) return 0;
  let dearest = worstWith({ ...input, rates: exact.base });
  for (const { aboveInputTokens, rates } of exact.tiers) {
    if (inputTokens <= aboveInputTokens) continue;
    const here = worstWith({ ...input, rates });
    if (here > dearest) dearest = here;
  }
  return roundedNanoUsd({ femto: dearest, marginUnits: marginFor({ prices, access }), up: true });
}

function worstWith({
  rates,
  inputTokens,
  outputTokens,
  images,
  mayUseAudio,
}: WorstCaseInput & { readonly rates: ExactRates }): bigint {
  const ofInput = dearestOf([
    rates.input,
    rates.cachedInput,
    // Some providers write to their cache unasked.
    rates.cacheWrite5m,
    rates.cacheWrite1h,
    mayUseAudio ? rates.audioInput : undefined,
  ]);
  const ofOutput = dearestOf([rates.output, rates.reasoning, mayUseAudio ? rates.audioOutput : undefined]);
  return (
    whole(inputTokens) * ofInput +
    whole(outputTokens + images * MOST_TOKENS_PER_IMAGE) * ofOutput +
    whole(images) * (rates.image ?? 0n) +
    (rates.request ?? 0n)
  );
}

function dearestOf(rates: readonly (bigint | undefined)[]): bigint {
  let dearest = 0n;
  for (const rate of rates) if (rate !== undefined && rate > dearest) dearest = rate;
  return dearest;
}

function whole(amount: number): bigint {
  return BigInt(Math.ceil(Math.max(0, amount)));
}
