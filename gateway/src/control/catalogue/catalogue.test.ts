import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { CATALOGUE_DAY } from './catalogue.gen.ts';
import { CATALOGUE, openCatalogue } from './catalogue.ts';

const SMALL = openCatalogue({
  text: `
# acme
big-5,big-5*,old-big cvt 1000 100 3 0.3 3.75 6 - 15 - - - v
big-5-mini,big-5-mini* ? 1000 - 1 - - - - 2
vectors e 500 - 0.1 - - - - 0
maker/big-5:free ? - - 0 - - - - 0
gone ?
pictures im - - 5 - - - - 40 - 0.04 0.01
# other acme
small ? 200
`,
});
const find = (model: string, provider = 'acme') => SMALL.find({ provider, model });

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
      price: { inputUsdPerMtok: 3, cacheWrite1hUsdPerMtok: 6, outputUsdPerMtok: 15, audioInputUsdPerMtok: undefined },
    });
    expect(find('big-5-mini')).toMatchObject({ capabilities: undefined, onlyChats: true, priceVaries: false });
    expect(find('gone')?.price).toBeUndefined();
    expect(find('maker/big-5:free')?.price?.inputUsdPerMtok).toBe(0);
    expect(find('pictures')?.price).toMatchObject({ usdPerImage: 0.04, usdPerRequest: 0.01 });
  });

  test('comes from another provider where a provider sells the same models', () => {
    expect(find('vectors', 'other')).toMatchObject({ id: 'vectors', provider: 'other' });
  });
});

describe('the generated catalogue', () => {
  const models = CATALOGUE.list();

  test('knows the providers that we have, with abilities and prices', () => {
    expect(models.length).toBeGreaterThan(500);
    expect(new Set(models.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(13);
    expect(CATALOGUE.find({ provider: 'openai', model: 'gpt-5-mini' })).toMatchObject({
      contextWindow: 400_000,
      price: { inputUsdPerMtok: 0.25, cachedInputUsdPerMtok: 0.025, outputUsdPerMtok: 2 },
    });
    expect(CATALOGUE.find({ provider: 'openai', model: 'text-embedding-3-small' })?.capabilities).toEqual([
      'embeddings',
    ]);
    expect(
      CATALOGUE.find({ provider: 'anthropic', model: 'claude-sonnet-5-20260101' })?.price?.cacheWrite1hUsdPerMtok,
    ).toBe(4);
    expect(CATALOGUE.find({ provider: 'openrouter', model: 'anthropic/claude-sonnet-4.5' })?.price).toBeDefined();
    expect(CATALOGUE.find({ provider: 'azure-openai', model: 'gpt-5-mini' })?.price?.outputUsdPerMtok).toBe(2);
  });

  test('finds each of its models under its own name', () => {
    for (const { provider, id } of models) expect(CATALOGUE.find({ provider, model: id })?.id).toBe(id);
  });

  test('charges what the price list charges, wherever the price is the same for everybody', () => {
    const lists: Record<string, string> = {
      openai: 'openai',
      anthropic: 'anthropic',
      groq: 'groq',
      xai: 'x-ai',
      mistral: 'mistral',
    };
    const timestamp = new Date(`${CATALOGUE_DAY}T12:00:00Z`);
    let compared = 0;
    for (const { provider, id, price, priceVaries, capabilities } of models) {
      const providerId = lists[provider];
      const known =
        providerId && calcPrice({ input_tokens: 1_000_000, output_tokens: 0 }, id, { providerId, timestamp });
      if (!known || !price || priceVaries || capabilities?.includes('image_generation')) continue;
      compared++;
      expect([id, price.inputUsdPerMtok]).toEqual([id, expect.closeTo(known.input_price, 6)]);
    }
    expect(compared).toBeGreaterThan(100);
  });
});
