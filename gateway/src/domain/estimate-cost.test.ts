import { expect, test } from 'vitest';
import { type CostEstimateInput, estimateCost } from './estimate-cost.ts';
import { NO_RATES, type PriceTier, type Rates } from './price.ts';
import { schedulePrices } from './price-schedule.ts';

function estimate({
  rates,
  tiers = [],
  marginPercent = 0,
  ...asked
}: {
  rates: Partial<Rates>;
  tiers?: PriceTier[];
  marginPercent?: number;
} & Partial<CostEstimateInput>) {
  const price = { ...NO_RATES, ...rates, tiers };
  const prices = schedulePrices({ versions: [{ fromMs: 10, price }], marginPercent });
  return estimateCost({ prices, access: 'byok', atMs: 10, inputTokens: 1_000, outputTokens: 500, images: 0, ...asked });
}

const CHAT = { inputUsdPerMtok: 2, outputUsdPerMtok: 8 };

test('input and output at their prices, and what the house adds', () => {
  expect(estimate({ rates: CHAT })).toBe(6_000_000);
  expect(estimate({ rates: { ...CHAT, usdPerRequest: 0.01 } })).toBe(16_000_000);
  expect(estimate({ rates: CHAT, access: 'platform', marginPercent: 50 })).toBe(9_000_000);
  expect(estimate({ rates: CHAT, marginPercent: 50 })).toBe(6_000_000);
});

test('the tier of the input counts for the whole request, wherever it stands in the list', () => {
  const tiers = [2_000, 500, 100].map((above) => ({
    ...NO_RATES,
    aboveInputTokens: above,
    inputUsdPerMtok: above / 100,
  }));
  expect(estimate({ rates: CHAT, tiers })).toBe(5_000_000 + 4_000_000);
});

test('what is not needed needs no price: embeddings no output, an image with its own price no tokens', () => {
  expect(estimate({ rates: { inputUsdPerMtok: 1 }, outputTokens: 0 })).toBe(1_000_000);
  expect(estimate({ rates: { usdPerImage: 0.04 }, outputTokens: 0, images: 2 })).toBe(80_000_000);
  expect(estimate({ rates: { usdPerRequest: 0.001 } })).toBe(1_000_000);
  expect(estimate({ rates: { ...CHAT, usdPerImage: undefined }, outputTokens: 0, images: 1 })).toBe(
    2_000_000 + 6_240 * 8_000,
  );
});

test('an unknown price is not a low one', () => {
  expect(estimate({ rates: {} })).toBeUndefined();
  expect(estimate({ rates: { inputUsdPerMtok: 1 } })).toBeUndefined();
  expect(estimate({ rates: { outputUsdPerMtok: 1 } })).toBeUndefined();
  expect(estimate({ rates: CHAT, atMs: 9 })).toBeUndefined();
  expect(estimate({ rates: { inputUsdPerMtok: 0, outputUsdPerMtok: 0 } })).toBe(0);
});
