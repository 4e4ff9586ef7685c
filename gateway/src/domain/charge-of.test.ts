import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chargeOf } from './charge-of.ts';
import { FREE, NO_RATES, type Price, type Rates } from './price.ts';
import { schedulePrices } from './price-schedule.ts';
import { NO_USAGE, type Usage } from './usage.ts';
import { worstCaseOf } from './worst-case.ts';

const price = (rates: Partial<Price>): Price => ({ ...NO_RATES, tiers: [], ...rates });
const always = (rates: Partial<Price>, marginPercent = 0) =>
  schedulePrices({ versions: [{ fromMs: 0, price: price(rates) }], marginPercent });

function costOf(rates: Partial<Price>, usage: Partial<Usage>): number | undefined {
  return chargeOf({ usage: { ...NO_USAGE, ...usage }, prices: always(rates), atMs: 1, access: 'byok' }).costNanoUsd;
}

const DEAR: Partial<Rates> = {
  inputUsdPerMtok: 1,
  cachedInputUsdPerMtok: 0.1,
  cacheWrite5mUsdPerMtok: 1.25,
  cacheWrite1hUsdPerMtok: 2,
  audioInputUsdPerMtok: 32,
  outputUsdPerMtok: 4,
  reasoningUsdPerMtok: 3,
  audioOutputUsdPerMtok: 64,
  usdPerImage: 0.04,
  usdPerRequest: 0.005,
};

const EVERYTHING: Usage = {
  inputTokens: 1,
  cachedInputTokens: 1,
  cacheWrite5mTokens: 1,
  cacheWrite1hTokens: 1,
  audioInputTokens: 1,
  outputTokens: 1,
  reasoningTokens: 1,
  audioOutputTokens: 1,
  images: 1,
  estimated: false,
};

describe('a cost', () => {
  test('prices every bucket by itself, and no token twice', () => {
    // 1000 nano-dollars for a token at one dollar a million: 1000 + 100 + 1250 + 2000 + 32000, 4000 + 3000 + 64000.
    expect(costOf(DEAR, EVERYTHING)).toBe(107_350 + 40_000_000 + 5_000_000);
  });

  test('takes the price of the bucket that a bucket without its own belongs to', () => {
    const rates = { inputUsdPerMtok: 1, outputUsdPerMtok: 4 };
    expect(costOf(rates, { ...EVERYTHING, images: 0 })).toBe(5 * 1_000 + 3 * 4_000);
    expect(costOf({ ...rates, cacheWrite5mUsdPerMtok: 1.5 }, { cacheWrite1hTokens: 1 })).toBe(1_500);
  });

  test('of what is not priced is unknown, never zero', () => {
    expect(costOf({ inputUsdPerMtok: 1 }, { inputTokens: 5, outputTokens: 1 })).toBeUndefined();
    expect(costOf({ inputUsdPerMtok: 1 }, { inputTokens: 5 })).toBe(5_000);
    expect(costOf({ inputUsdPerMtok: 1, outputUsdPerMtok: 4 }, { images: 1 })).toBeUndefined();
    expect(chargeOf({ usage: EVERYTHING, prices: undefined, atMs: 1, access: 'platform' })).toEqual({
      costNanoUsd: undefined,
      providerCostNanoUsd: undefined,
    });
  });

  test('of a picture is that of its piece, or of the tokens that it was written in', () => {
    expect(costOf({ usdPerImage: 0.04 }, { images: 2, inputTokens: 30, outputTokens: 8_000 })).toBe(80_000_000);
    expect(costOf({ inputUsdPerMtok: 5, outputUsdPerMtok: 40 }, { images: 1, outputTokens: 1_056 })).toBe(42_240_000);
  });

  test('is that of the request alone where only the request has a price', () => {
    expect(costOf({ usdPerRequest: 0.01 }, { inputTokens: 900, outputTokens: 50, reasoningTokens: 3 })).toBe(
      10_000_000,
    );
    expect(costOf({ usdPerRequest: 0.01, inputUsdPerMtok: 1 }, { inputTokens: 9, outputTokens: 5 })).toBeUndefined();
  });

  test('of an explicit zero is zero', () => {
    expect(costOf({ inputUsdPerMtok: 1, outputUsdPerMtok: 4 }, {})).toBe(0);
    expect(costOf(FREE, { ...EVERYTHING })).toBe(0);
  });

  test('is not rounded token by token: half a nano-dollar rounds up once, at the end', () => {
    // 0.0375 dollars a million: 37.5 nano-dollars a token.
    expect(costOf({ inputUsdPerMtok: 0.0375 }, { inputTokens: 1 })).toBe(38);
    expect(costOf({ inputUsdPerMtok: 0.0375 }, { inputTokens: 2 })).toBe(75);
    expect(costOf({ inputUsdPerMtok: 0.000_000_499 }, { inputTokens: 1_000 })).toBe(0);
    expect(costOf({ inputUsdPerMtok: 0.000_000_5 }, { inputTokens: 1_000 })).toBe(1);
  });

  test('has no error of binary fractions', () => {
    // In doubles 0.5005 × 1000 is 500.49999999999994, and 0.00145 × 10 × 1000 is 14.499999999999998.
    expect(costOf({ inputUsdPerMtok: 0.5005 }, { inputTokens: 1 })).toBe(501);
    expect(costOf({ inputUsdPerMtok: 0.001_45 }, { inputTokens: 10 })).toBe(15);
    expect(costOf({ inputUsdPerMtok: 0.000_000_005 }, { inputTokens: 100_000 })).toBe(1);
    expect(costOf({ inputUsdPerMtok: 999_999.123_456_789 }, { inputTokens: 7 })).toBe(6_999_993_864);
  });

  test('bears what no provider should count', () => {
    const odd = { inputTokens: 1.5, outputTokens: Number.NaN, reasoningTokens: -3, images: Number.POSITIVE_INFINITY };
    expect(costOf({ inputUsdPerMtok: 1, outputUsdPerMtok: 1 }, odd)).toBe(2_000);
  });
});

describe('a tier', () => {
  const tiered: Partial<Price> = {
    inputUsdPerMtok: 1.25,
    cachedInputUsdPerMtok: 0.125,
    outputUsdPerMtok: 10,
    tiers: [
      { ...NO_RATES, aboveInputTokens: 400_000, inputUsdPerMtok: 5 },
      { ...NO_RATES, aboveInputTokens: 200_000, inputUsdPerMtok: 2.5, outputUsdPerMtok: 15 },
    ],
  };

  test('counts for the whole request, output included, from the first token above its bound', () => {
    const output = { outputTokens: 1_000 };
    expect(costOf(tiered, { inputTokens: 200_000, ...output })).toBe(250_000_000 + 10_000_000);
    expect(costOf(tiered, { inputTokens: 200_001, ...output })).toBe(500_002_500 + 15_000_000);
  });

  test('is reached by all input together, what was cached included', () => {
    const usage = { inputTokens: 100_000, cachedInputTokens: 100_000, audioInputTokens: 1, outputTokens: 1_000 };
    expect(costOf(tiered, usage)).toBe(250_000_000 + 12_500_000 + 2_500 + 15_000_000);
  });

  test('that is highest counts, and leaves what it does not say as in the base price', () => {
    const usage = { inputTokens: 400_000, cachedInputTokens: 1_000, outputTokens: 1_000 };
    expect(costOf(tiered, usage)).toBe(2_000_000_000 + 125_000 + 10_000_000);
  });
});

describe('a schedule', () => {
  const changing = schedulePrices({
    versions: [
      { fromMs: 2_000, price: price({ inputUsdPerMtok: 2, outputUsdPerMtok: 2 }) },
      { fromMs: 1_000, price: price({ inputUsdPerMtok: 1, outputUsdPerMtok: 1 }) },
    ],
    marginPercent: 0,
  });
  const usage = { ...NO_USAGE, inputTokens: 10 };

  test('says the price that is valid when the attempt begins, to the millisecond', () => {
    const at = (atMs: number) => chargeOf({ usage, prices: changing, atMs, access: 'byok' }).costNanoUsd;
    expect([999, 1_000, 1_999, 2_000].map(at)).toEqual([undefined, 10_000, 10_000, 20_000]);
  });

  test('holds with the price that will be charged', () => {
    const hold = (atMs: number) =>
      worstCaseOf({
        prices: changing,
        atMs,
        inputTokens: 10,
        outputTokens: 0,
        images: 0,
        access: 'byok',
        mayUseAudio: false,
      });
    expect([999, 1_999, 2_000].map(hold)).toEqual([0, 10_000, 20_000]);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d as a price or a margin', (value) => {
    expect(() => always({ inputUsdPerMtok: value })).toThrow(RangeError);
    expect(() => always({}, value)).toThrow(RangeError);
  });
});

describe('a margin', () => {
  const prices = always({ inputUsdPerMtok: 0.0375, outputUsdPerMtok: 1 }, 12.5);
  const usage = { ...NO_USAGE, inputTokens: 3 };

  test('is added for platform access, and rounded with the cost, not after it', () => {
    // 112.5 nano-dollars list price; with 12.5 % 126.5625, not 113 × 1.125 = 127.125.
    expect(chargeOf({ usage, prices, atMs: 1, access: 'platform' })).toEqual({
      costNanoUsd: 127,
      providerCostNanoUsd: 113,
    });
    const two = chargeOf({ usage: { ...usage, inputTokens: 2 }, prices, atMs: 1, access: 'platform' });
    expect(two).toEqual({ costNanoUsd: 84, providerCostNanoUsd: 75 });
  });

  test("is nothing for a workspace's own account", () => {
    expect(chargeOf({ usage, prices, atMs: 1, access: 'byok' })).toEqual({
      costNanoUsd: 113,
      providerCostNanoUsd: 113,
    });
  });
});

describe('the worst case', () => {
  const ask = { atMs: 1, inputTokens: 1_000, outputTokens: 100, images: 0, access: 'byok', mayUseAudio: true } as const;

  test('gives no cache discount, and counts the dearest bucket that the request can reach', () => {
    const prices = always({ ...DEAR, usdPerImage: undefined, usdPerRequest: undefined });
    expect(worstCaseOf({ ...ask, prices })).toBe(32_000_000 + 6_400_000);
    expect(worstCaseOf({ ...ask, prices, mayUseAudio: false })).toBe(2_000_000 + 400_000);
  });

  test('counts reasoning where it is dearer than output', () => {
    const prices = always({ inputUsdPerMtok: 0, outputUsdPerMtok: 2, reasoningUsdPerMtok: 3 });
    expect(worstCaseOf({ ...ask, prices })).toBe(300_000);
  });

  test('counts a request, its pictures, and the tokens of a picture without a price of its own', () => {
    const one = { ...ask, inputTokens: 0, outputTokens: 0, images: 2 };
    expect(worstCaseOf({ ...one, prices: always({ usdPerImage: 0.04, usdPerRequest: 0.01 }) })).toBe(90_000_000);
    const byToken = always({ inputUsdPerMtok: 5, outputUsdPerMtok: 40 });
    expect(worstCaseOf({ ...one, prices: byToken })).toBe(2 * 6_240 * 40_000);
  });

  test('rounds up', () => {
    const prices = always({ inputUsdPerMtok: 0.000_001, outputUsdPerMtok: 0 });
    expect(worstCaseOf({ ...ask, inputTokens: 1, prices })).toBe(1);
    const withMargin = always({ inputUsdPerMtok: 1, outputUsdPerMtok: 1 }, 0.01);
    expect(worstCaseOf({ ...ask, inputTokens: 1, outputTokens: 0, access: 'platform', prices: withMargin })).toBe(
      1_001,
    );
  });
});

const decimals = fc
  .tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 9 }))
  .map(([whole, fraction, places]) => `${whole}.${String(fraction).padStart(9, '0').slice(0, places) || '0'}`);
const amounts = fc.oneof(fc.integer({ min: 0, max: 2_000_000 }), fc.constant(0));

/** A decimal text in billionths. */
function billionths(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(9, '0'));
}

const halfUp = (numerator: bigint, divisor: bigint) => Number((2n * numerator + divisor) / (2n * divisor));

describe('for any price of up to nine decimals', () => {
  const rates = fc.record({
    input: decimals,
    cached: decimals,
    output: decimals,
    reasoning: decimals,
    request: decimals,
  });
  const usages = fc.record({ input: amounts, cached: amounts, output: amounts, reasoning: amounts });

  test('the cost is the exact sum of the decimals, rounded half up', () => {
    fc.assert(
      fc.property(rates, usages, decimals, (text, used, margin) => {
        const prices = always(
          {
            inputUsdPerMtok: Number(text.input),
            cachedInputUsdPerMtok: Number(text.cached),
            outputUsdPerMtok: Number(text.output),
            reasoningUsdPerMtok: Number(text.reasoning),
            usdPerRequest: Number(text.request),
          },
          Number(margin.slice(0, margin.indexOf('.') + 5)),
        );
        const usage = {
          ...NO_USAGE,
          inputTokens: used.input,
          cachedInputTokens: used.cached,
          outputTokens: used.output,
          reasoningTokens: used.reasoning,
        };
        // In femto-dollars: a billionth of a dollar for a million tokens is one for a token.
        const femto =
          BigInt(used.input) * billionths(text.input) +
          BigInt(used.cached) * billionths(text.cached) +
          BigInt(used.output) * billionths(text.output) +
          BigInt(used.reasoning) * billionths(text.reasoning) +
          billionths(text.request) * 1_000_000n;
        const percent = billionths(margin.slice(0, margin.indexOf('.') + 5));
        const whole = 100_000_000_000n;
        expect(chargeOf({ usage, prices, atMs: 1, access: 'platform' })).toEqual({
          costNanoUsd: halfUp(femto * (whole + percent), 1_000_000n * whole),
          providerCostNanoUsd: halfUp(femto, 1_000_000n),
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
