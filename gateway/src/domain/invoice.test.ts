import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chargeOf } from './charge-of.ts';
import { invoiceOf } from './invoice.ts';
import { NO_RATES, type Price } from './price.ts';
import { schedulePrices } from './price-schedule.ts';
import { NO_USAGE, totalInputTokens, totalOutputTokens, type Usage } from './usage.ts';
import { worstCaseOf } from './worst-case.ts';

describe('an invoice', () => {
  const base = { ...NO_RATES, inputUsdPerMtok: 0.0375, outputUsdPerMtok: 10, usdPerRequest: 0.005 };
  const prices = schedulePrices({
    versions: [{ fromMs: 7, price: { ...base, tiers: [{ ...NO_RATES, aboveInputTokens: 2, outputUsdPerMtok: 15 }] } }],
    marginPercent: 20,
  });

  test('has a line for each bucket that was used, the request and the margin', () => {
    const usage = { ...NO_USAGE, inputTokens: 1, cachedInputTokens: 2, outputTokens: 1 };
    expect(invoiceOf({ usage, prices, atMs: 7, access: 'platform' })).toEqual({
      priceFromMs: 7,
      tierAboveInputTokens: 2,
      lines: [
        // 37.5 nano-dollars round up to 38; 37.5 and 75 are 112.5, up to 113: the second line gets the other 75.
        { bucket: 'input', amount: 1, unitUsd: '0.0375', nanoUsd: 38 },
        { bucket: 'cachedInput', amount: 2, unitUsd: '0.0375', nanoUsd: 75 },
        { bucket: 'output', amount: 1, unitUsd: '15', nanoUsd: 15_000 },
        { bucket: 'request', amount: 1, unitUsd: '0.005', nanoUsd: 5_000_000 },
        // (112.5 + 15 000 + 5 000 000) × 1.2 = 6 018 135
        { bucket: 'margin', amount: 20, unitUsd: undefined, nanoUsd: 1_003_022 },
      ],
      costNanoUsd: 6_018_135,
      providerCostNanoUsd: 5_015_113,
    });
  });

  test('names what has no price, and is not written', () => {
    const usage = { ...NO_USAGE, inputTokens: 1, outputTokens: 1, images: 1 };
    const half = schedulePrices({
      versions: [{ fromMs: 0, price: { ...NO_RATES, inputUsdPerMtok: 1, tiers: [] } }],
      marginPercent: 0,
    });
    expect(invoiceOf({ usage: { ...usage, images: 0 }, prices: half, atMs: 1, access: 'byok' })).toEqual({
      unpriced: ['output'],
    });
    expect(invoiceOf({ usage: { ...usage, outputTokens: 0 }, prices: half, atMs: 1, access: 'byok' })).toEqual({
      unpriced: ['image'],
    });
    expect(invoiceOf({ usage, prices, atMs: 6, access: 'byok' })).toEqual({ unpriced: [] });
  });
});

const anyRate = fc.option(
  fc.integer({ min: 0, max: 5_000_000 }).map((value) => value / 10_000),
  { nil: undefined },
);
const anyRates = fc.record({
  inputUsdPerMtok: anyRate,
  cachedInputUsdPerMtok: anyRate,
  cacheWrite5mUsdPerMtok: anyRate,
  cacheWrite1hUsdPerMtok: anyRate,
  audioInputUsdPerMtok: anyRate,
  outputUsdPerMtok: anyRate,
  reasoningUsdPerMtok: anyRate,
  audioOutputUsdPerMtok: anyRate,
  usdPerImage: anyRate,
  usdPerRequest: anyRate,
});
const anyPrice = fc
  .tuple(anyRates, fc.array(fc.tuple(fc.integer({ min: 1, max: 3_000 }), anyRates), { maxLength: 3 }))
  .map(
    ([base, tiers]): Price => ({
      ...base,
      tiers: tiers.map(([aboveInputTokens, tier]) => ({ aboveInputTokens, ...tier })),
    }),
  );
const some = fc.integer({ min: 0, max: 1_500 });
const anyUsage: fc.Arbitrary<Usage> = fc.record({
  inputTokens: some,
  cachedInputTokens: some,
  cacheWrite5mTokens: some,
  cacheWrite1hTokens: some,
  audioInputTokens: some,
  outputTokens: some,
  reasoningTokens: some,
  audioOutputTokens: some,
  images: fc.integer({ min: 0, max: 3 }),
  estimated: fc.constant(false),
});
const anyCase = fc.record({
  price: anyPrice,
  usage: anyUsage,
  marginPercent: fc.integer({ min: 0, max: 300_000 }).map((value) => value / 10_000),
  access: fc.constantFrom('byok', 'platform'),
});

describe('for any price and usage', () => {
  test('the lines of the invoice add up to the cost, and the charge is the same figure', () => {
    fc.assert(
      fc.property(anyCase, ({ price: some, usage, marginPercent, access }) => {
        const prices = schedulePrices({ versions: [{ fromMs: 0, price: some }], marginPercent });
        const charge = chargeOf({ usage, prices, atMs: 1, access });
        const invoice = invoiceOf({ usage, prices, atMs: 1, access });
        if ('unpriced' in invoice) {
          expect(charge.costNanoUsd).toBeUndefined();
          return;
        }
        expect(invoice).toMatchObject(charge);
        expect(invoice.lines.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0)).toBe(invoice.costNanoUsd);
        expect(invoice.lines.every(({ nanoUsd }) => nanoUsd >= 0 && Number.isSafeInteger(nanoUsd))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what is held for the worst case covers the charge', () => {
    fc.assert(
      fc.property(anyCase, ({ price: some, usage, marginPercent, access }) => {
        const prices = schedulePrices({ versions: [{ fromMs: 0, price: some }], marginPercent });
        const charged = chargeOf({ usage, prices, atMs: 1, access }).costNanoUsd ?? 0;
        const held = worstCaseOf({
          prices,
          atMs: 1,
          inputTokens: totalInputTokens(usage),
          outputTokens: totalOutputTokens(usage),
          images: usage.images,
          access,
          mayUseAudio: usage.audioInputTokens + usage.audioOutputTokens > 0,
        });
        expect(held).toBeGreaterThanOrEqual(charged);
      }),
      { numRuns: 5_000 },
    );
  });
});
