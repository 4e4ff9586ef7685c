import { describe, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import { NO_RATES } from '../domain/price.ts';
import { formatProblem } from './config-problem.ts';
import { readConfig } from './read-config.ts';

const price = { ...NO_RATES, inputUsdPerMtok: 1, tiers: [] };
const about = { contextWindow: undefined, maxOutputTokens: undefined, onlyChats: false, priceVaries: false };

/** `vectors` and `half` have a price for input only. */
const CATALOGUE: ModelCatalogue = {
  list: () => [],
  find: ({ provider, model }) => {
    const found = { ...about, provider, id: model, prices: [{ fromMs: 0, price }] };
    if (model === 'vectors') return { ...found, capabilities: ['embeddings'] };
    return model === 'half' ? { ...found, capabilities: ['chat'] } : undefined;
  },
};

function read(text: string) {
  return readConfig({ text, path: 'lk.yaml', env: {}, providers: STUB_PROVIDERS, catalogue: CATALOGUE });
}

/** A file with one connection and a route to its model. */
function fileWith({ model, access = 'byok', fields = '' }: { model: string; access?: string; fields?: string }) {
  const id = /id: ([a-z]+)/.exec(model)?.[1] ?? model;
  return `version: 1
connections:
  - { name: a, provider: north, access: ${access}, api_key: x, ${fields} models: [${model}] }
routes:
  - { name: r, attempts: [{ connection: a, model: ${id} }, { connection: a, model: ${id} }] }
`;
}

function told(file: Parameters<typeof fileWith>[0]): string[] {
  const result = read(fileWith(file));
  return (result.ok ? result.warnings : result.problems).map(formatProblem);
}

function pricesOf(prices: string) {
  const result = read(fileWith({ model: `{ id: m, prices: ${prices} }` }));
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.config.connections[0]?.models[0]?.prices;
}

const FULL = 'input_usd_per_mtok: 1, output_usd_per_mtok: 4';

describe('prices', () => {
  test('may be one price', () => {
    expect(pricesOf(`{ ${FULL}, reasoning_usd_per_mtok: 3 }`)).toEqual([
      {
        fromMs: 0,
        price: { ...NO_RATES, inputUsdPerMtok: 1, outputUsdPerMtok: 4, reasoningUsdPerMtok: 3, tiers: [] },
      },
    ]);
  });

  test('may change on a day, which begins at midnight UTC, and at a moment', () => {
    const list = `[{ from: 2027-01-01T08:00:00+01:00, ${FULL} }, { ${FULL} }, { from: 2026-12-01, ${FULL} }]`;
    expect(pricesOf(list)?.map(({ fromMs }) => fromMs)).toEqual([0, Date.UTC(2026, 11, 1), Date.UTC(2027, 0, 1, 7)]);
  });

  test('may have tiers, each with what differs in it', () => {
    const tiered = pricesOf(`{ ${FULL}, tiers: [{ above_input_tokens: 200000, input_usd_per_mtok: 2 }] }`);
    expect(tiered?.[0]?.price.tiers).toEqual([{ ...NO_RATES, aboveInputTokens: 200_000, inputUsdPerMtok: 2 }]);
  });

  test.each([
    ['nothing without a date', `[{ from: 2027-01-01, ${FULL} }]`, 'until the first date there is no price'],
    ['a single price with a date', `{ from: 2027-01-01, ${FULL} }`, 'until the first date there is no price'],
    ['two without a date', `[{ ${FULL} }, { ${FULL} }]`, 'two prices have no date'],
    [
      'two for one moment',
      `[{ ${FULL} }, { from: 2027-01-01, ${FULL} }, { from: "2027-01-01T00:00Z", ${FULL} }]`,
      'two prices begin at this moment',
    ],
    ['no date', `[{ ${FULL} }, { from: 2027-02-31, ${FULL} }]`, 'this is not a moment in time'],
    ['a date before computers', `[{ ${FULL} }, { from: 1969-01-01, ${FULL} }]`, 'this is before 1970'],
    ['more decimals than can be charged', `{ ${FULL}, usd_per_image: 0.0000000001 }`, 'at most nine decimals'],
    [
      'as many in a tier',
      `{ ${FULL}, tiers: [{ above_input_tokens: 5, input_usd_per_mtok: 0.0000000001 }] }`,
      'at most nine decimals',
    ],
    ['a tier without a price', `{ ${FULL}, tiers: [{ above_input_tokens: 5 }] }`, 'this tier has no price'],
    [
      'two tiers with one bound',
      `{ ${FULL}, tiers: [{ above_input_tokens: 5, input_usd_per_mtok: 1 }, { above_input_tokens: 5, input_usd_per_mtok: 2 }] }`,
      'already a tier with this bound',
    ],
    ['a misspelt field in a list', `[{ ${FULL}, ouput_usd_per_mtok: 1 }]`, 'Did you mean'],
    ['a misspelt field in a tier', `{ ${FULL}, tiers: [{ above_input: 5 }] }`, 'Did you mean "above_input_tokens"?'],
    ['what is neither', '5', 'this must be an object with fields or a list, not a number'],
  ])('are refused with %s', (_what, prices, words) => {
    const lines = told({ model: `{ id: m, prices: ${prices} }` });
    expect(lines.join('\n')).toContain(words);
    expect(lines[0]).toContain(': error: ');
  });
});

describe('for platform access an unknown price is an error', () => {
  test.each([
    ['of the model', 'm', 'the price of "m" is not known'],
    [
      'of the output of a model that chats',
      '{ id: m, prices: { input_usd_per_mtok: 1 } }',
      '"output_usd_per_mtok" is missing',
    ],
    ['of its input', '{ id: m, prices: { output_usd_per_mtok: 1 } }', '"input_usd_per_mtok" is missing'],
    [
      'of its tokens, where images have one',
      '{ id: m, prices: { usd_per_image: 1 } }',
      '"input_usd_per_mtok" is missing',
    ],
    [
      'in one of several prices',
      `{ id: m, prices: [{ ${FULL} }, { from: 2027-01-01, input_usd_per_mtok: 1 }] }`,
      '"output_usd_per_mtok" is missing',
    ],
    ['in the catalogue', 'half', '"output_usd_per_mtok" is missing'],
  ])('%s', (_what, model, words) => {
    const lines = told({ model, access: 'platform' });
    expect(lines[0]).toContain(`error: ${words}, and platform access is billed`);
  });

  test.each([
    ['all are there', `{ id: m, prices: { ${FULL} } }`],
    ['they are zero', '{ id: m, prices: { input_usd_per_mtok: 0, output_usd_per_mtok: 0 } }'],
    ['the request pays for all', '{ id: m, prices: { usd_per_request: 0.01 } }'],
    ['a model that writes nothing has no price for it', 'vectors'],
  ])('but not where %s', (_what, model) => expect(told({ model, access: 'platform' })).toEqual([]));
});

describe("on a workspace's own account an unknown price is a warning, once", () => {
  test.each([
    ['of the model', 'm', 'the price of "m" is not known'],
    ['of its output', '{ id: m, prices: { input_usd_per_mtok: 1 } }', '"output_usd_per_mtok" is missing'],
    ['in the catalogue', 'half', '"output_usd_per_mtok" is missing'],
  ])('%s', (_what, model, words) => {
    const lines = told({ model });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`warning: ${words}: what it costs is reported as unpriced, and counts in no budget`);
    expect(read(fileWith({ model })).ok).toBe(true);
  });
});

describe('a margin', () => {
  const model = `{ id: m, prices: { ${FULL} } }`;

  test('is kept for platform access', () => {
    const result = read(fileWith({ model, access: 'platform', fields: 'margin_percent: 12.5,' }));
    expect(result.ok && result.config.connections[0]?.marginPercent).toBe(12.5);
  });

  test('is an error on an account of the workspace', () => {
    expect(told({ model, fields: 'margin_percent: 5,' })[0]).toContain('error: only platform access has a margin');
  });

  test('has at most four decimals', () => {
    expect(told({ model, access: 'platform', fields: 'margin_percent: 0.00001,' })[0]).toContain('four decimals');
  });
});
