import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { chargeOf } from '../../domain/charge-of.ts';
import { schedulePrices } from '../../domain/price-schedule.ts';
import { NO_USAGE, totalInputTokens, totalOutputTokens, type Usage } from '../../domain/usage.ts';
import { CATALOGUE_DAY } from './catalogue.gen.ts';
import { CATALOGUE, openCatalogue } from './catalogue.ts';

const SMALL = openCatalogue({
  text: `
# acme
big-5,big-5*,old-big cvt 1000 100 3 0.3 3.75 6 - 15 14 v
big-5-mini,big-5-mini* ? 1000 - 1 - - - - 2
vectors e 500 - 0.1
maker/big-5:free ? - - 0 - - - - 0
gone ?
pictures im - - 5 - - - - 40 - - 0.04 0.01
long ? - - 1 - - - - 4 >200000 2 0.5 >300000 3 @2027-01-01 5 >200000 6
# other acme
small ? 200
`,
});
const find = (model: string, provider = 'acme') => SMALL.find({ provider, model });
const priceOf = (model: string) => find(model)?.prices?.[0]?.price;

describe('a model is found', () => {
  test.each([
    ['by its id', 'big-5', 'big-5'],
    ['by another name', 'old-big', 'big-5'],
    ['in any case', 'BIG-5', 'big-5'],
    ['with a date behind it', 'vectors-2025-08-07', 'vectors'],
    ['with a short date behind it', 'vectors-20250807', 'vectors'],
    ['with "-latest" behind it', 'vectors-latest', 'vectors'],
    ['with its maker before it', 'maker/vectors', 'vectors'],
    ['with both', 'maker/vectors@20250807', 'vectors'],
    ['by the longest beginning that fits', 'big-5-mini-turbo', 'big-5-mini'],
    ['by a beginning', 'big-5-turbo', 'big-5'],
    ['with the variant that it is', 'maker/big-5:free', 'maker/big-5:free'],
  ])('%s', (_how, asked, id) => expect(find(asked)?.id).toBe(id));
});

describe('a model is not found', () => {
  test.each([
    ['for a name that only resembles it', 'vector'],
    ['for a variant that may cost something else', 'big-5:nitro'],
  ])('%s', (_why, asked) => expect(find(asked)).toBeUndefined());

  test('for a provider that is not in the catalogue', () => expect(find('big-5', 'nobody')).toBeUndefined());
});

describe('what is known', () => {
  test('is told apart from what is not', () => {
    expect(find('big-5')).toMatchObject({
      capabilities: ['chat', 'vision', 'tools'],
      onlyChats: false,
      contextWindow: 1_000,
      maxOutputTokens: 100,
      priceVaries: true,
    });
    expect(priceOf('big-5')).toMatchObject({
      inputUsdPerMtok: 3,
      cacheWrite1hUsdPerMtok: 6,
      outputUsdPerMtok: 15,
      reasoningUsdPerMtok: 14,
      audioInputUsdPerMtok: undefined,
      tiers: [],
    });
    expect(find('big-5-mini')).toMatchObject({ capabilities: undefined, onlyChats: true, priceVaries: false });
    expect(find('gone')?.prices).toBeUndefined();
    expect(priceOf('maker/big-5:free')?.inputUsdPerMtok).toBe(0);
    expect(priceOf('vectors')).toMatchObject({ inputUsdPerMtok: 0.1, outputUsdPerMtok: undefined });
    expect(priceOf('pictures')).toMatchObject({ usdPerImage: 0.04, usdPerRequest: 0.01 });
  });

  test('of long input and of a later day is kept', () => {
    expect(find('long')).toMatchObject({ priceVaries: false });
    expect(find('long')?.prices).toMatchObject([
      {
        fromMs: 0,
        price: {
          inputUsdPerMtok: 1,
          outputUsdPerMtok: 4,
          tiers: [
            { aboveInputTokens: 200_000, inputUsdPerMtok: 2, cachedInputUsdPerMtok: 0.5, outputUsdPerMtok: undefined },
            { aboveInputTokens: 300_000, inputUsdPerMtok: 3 },
          ],
        },
      },
      {
        fromMs: Date.UTC(2027, 0, 1),
        price: { inputUsdPerMtok: 5, tiers: [{ aboveInputTokens: 200_000, inputUsdPerMtok: 6 }] },
      },
    ]);
  });

  test('comes from another provider where a provider sells the same models', () => {
    expect(find('vectors', 'other')).toMatchObject({ id: 'vectors', provider: 'other' });
  });
});

describe('the generated catalogue', () => {
  const models = CATALOGUE.list();
  const known = (provider: string, model: string) => CATALOGUE.find({ provider, model })?.prices?.[0]?.price;

  test('knows the providers that we have, with abilities and prices', () => {
    expect(models.length).toBeGreaterThan(500);
    expect(new Set(models.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(13);
    expect(CATALOGUE.find({ provider: 'openai', model: 'gpt-5-mini' })?.contextWindow).toBe(400_000);
    expect(known('openai', 'gpt-5-mini')).toMatchObject({
      inputUsdPerMtok: 0.25,
      cachedInputUsdPerMtok: 0.025,
      outputUsdPerMtok: 2,
    });
    expect(CATALOGUE.find({ provider: 'openai', model: 'text-embedding-3-small' })?.capabilities).toEqual([
      'embeddings',
    ]);
    expect(known('anthropic', 'claude-sonnet-5-20260101')?.cacheWrite1hUsdPerMtok).toBe(4);
    expect(known('google', 'gemini-2.5-pro')?.tiers).toMatchObject([
      { aboveInputTokens: 200_000, inputUsdPerMtok: 2.5, cachedInputUsdPerMtok: 0.25, outputUsdPerMtok: 15 },
    ]);
    expect(known('perplexity', 'sonar-deep-research')?.reasoningUsdPerMtok).toBe(3);
    expect(known('openrouter', 'anthropic/claude-sonnet-4.5')).toBeDefined();
    expect(known('azure-openai', 'gpt-5-mini')?.outputUsdPerMtok).toBe(2);
  });

  test('finds each of its models under its own name', () => {
    for (const { provider, id } of models) expect(CATALOGUE.find({ provider, model: id })?.id).toBe(id);
  });

  // The list counts cached and written tokens within the input, as our buckets don't.
  const cases = [
    { ...NO_USAGE, inputTokens: 1_000_000 },
    { ...NO_USAGE, inputTokens: 12_345, cachedInputTokens: 6_789, outputTokens: 1_234, reasoningTokens: 567 },
    { ...NO_USAGE, inputTokens: 120_000, cachedInputTokens: 80_000, outputTokens: 900 },
    { ...NO_USAGE, inputTokens: 250_001, cachedInputTokens: 30_000, cacheWrite5mTokens: 2_000, outputTokens: 900 },
    { ...NO_USAGE, inputTokens: 10_000, audioInputTokens: 4_000, outputTokens: 500, audioOutputTokens: 300 },
  ];

  test.each(cases)('charges what the price list charges, where that is the same for everybody: %o', (usage) => {
    const timestamp = new Date(`${CATALOGUE_DAY}T12:00:00Z`);
    const days = [timestamp, new Date('2027-06-01T12:00:00Z')];
    const compared = models.flatMap((model) => {
      const providerId = PRICE_LISTS[model.provider] ?? model.provider;
      if (!model.prices || model.priceVaries || model.capabilities?.includes('image_generation')) return [];
      const prices = schedulePrices({ versions: model.prices, marginPercent: 0 });
      return days.flatMap((day) => {
        const listed = calcPrice(toListUsage(usage), model.id, { providerId, timestamp: day });
        if (listed === null) return [];
        // An embeddings model writes nothing, and has no price for it.
        const { costNanoUsd } = chargeOf({ usage, prices, atMs: day.getTime(), access: 'byok' });
        if (costNanoUsd === undefined) return [];
        return [
          { id: `${model.provider}/${model.id}`, ours: costNanoUsd, theirs: Math.round(listed.total_price * 1e9) },
        ];
      });
    });
    // Their doubles are off by a few units of the last place, ours are not.
    expect(compared.filter(({ ours, theirs }) => Math.abs(ours - theirs) > 2)).toEqual([]);
    expect(compared.length).toBeGreaterThan(500);
  });
});

const PRICE_LISTS: Readonly<Record<string, string>> = { 'azure-openai': 'azure', xai: 'x-ai' };

function toListUsage(usage: Usage) {
  return {
    input_tokens: totalInputTokens(usage),
    cache_read_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWrite5mTokens,
    input_audio_tokens: usage.audioInputTokens,
    output_tokens: totalOutputTokens(usage),
    output_reasoning_tokens: usage.reasoningTokens,
    output_audio_tokens: usage.audioOutputTokens,
  };
}
