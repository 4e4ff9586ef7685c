import { expect, test } from 'vitest';
import { NO_RATES } from '../domain/price.ts';
import { modelsSchema, readJson, routeSpecSchema } from './stored-json.ts';

test('a price that an earlier version stored is one that counts always', () => {
  const prices = { inputUsdPerMtok: 1, cachedInputUsdPerMtok: 0.1, outputUsdPerMtok: 4, usdPerImage: 0.04 };
  const text = JSON.stringify([{ id: 'm', capabilities: ['chat'], prices }, { id: 'plain' }]);
  expect(readJson({ schema: modelsSchema, text })).toEqual([
    {
      id: 'm',
      enabled: true,
      capabilities: ['chat'],
      contextWindow: undefined,
      maxOutputTokens: undefined,
      prices: [{ fromMs: 0, price: { ...NO_RATES, ...prices, tiers: [] } }],
    },
    { id: 'plain', enabled: true },
  ]);
});

test('a route that an earlier version stored is served as it was: in order, and not sticky', () => {
  const text = JSON.stringify({
    attempts: [{ connection: 'main', model: 'm', profiles: ['fast'], weight: 2 }],
    defaultProfile: 'fast',
    allowProfileOverride: true,
    deadlineMs: 1_000,
    onCut: 'error',
  });
  expect(readJson({ schema: routeSpecSchema, text })).toMatchObject({
    strategy: 'in_order',
    stickyBy: 'none',
    crossing: 'allowed',
    attempts: [{ weight: 2 }],
  });
});
