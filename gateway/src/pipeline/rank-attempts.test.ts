import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTarget } from '../../tests/support/build-target.ts';
import type { MeasuredStrategy } from '../domain/attempt-order.ts';
import { estimateCost } from '../domain/estimate-cost.ts';
import { readId } from '../domain/ids.ts';
import { type LoadView, NO_LOAD, type SessionHome } from '../domain/ports.ts';
import { NO_RATES } from '../domain/price.ts';
import { schedulePrices } from '../domain/price-schedule.ts';
import type { AttemptTarget } from '../domain/route.ts';
import { EXPLORED_SHARE, rankAttempts } from './rank-attempts.ts';

interface Known {
  readonly usdPerMtok?: number | undefined;
  readonly underWay?: number;
  readonly tookMs?: number | undefined;
  readonly weight?: number | undefined;
}

/** An attempt for each of what is known, at its place. */
function targetsOf(known: readonly Known[]): AttemptTarget[] {
  return known.map(({ usdPerMtok, weight }, index) =>
    buildTarget({
      position: index + 1,
      weight,
      circuitKey: `${index}`,
      connection: { name: `${index + 1}`, id: readId({ kind: 'conn', text: `conn_${index + 1}` }) },
      prices:
        usdPerMtok === undefined
          ? undefined
          : schedulePrices({
              versions: [
                { fromMs: 0, price: { ...NO_RATES, inputUsdPerMtok: usdPerMtok, outputUsdPerMtok: 2, tiers: [] } },
              ],
              marginPercent: 0,
            }),
    }),
  );
}

function loadOf({ known, home }: { known: readonly Known[]; home: SessionHome | undefined }): LoadView {
  return {
    ...NO_LOAD,
    underWay: (key) => known[Number(key)]?.underWay ?? 0,
    firstContentMs: (key) => known[Number(key)]?.tookMs,
    homeOf: () => home,
  };
}

interface Asked {
  readonly strategy: MeasuredStrategy;
  readonly known: readonly Known[];
  readonly seed?: string;
  readonly home?: number;
  readonly targets?: readonly AttemptTarget[];
}

function rank({ strategy, known, seed = 'req_1', home, targets = targetsOf(known) }: Asked) {
  const needs = { capabilities: ['chat'], profile: undefined, estimatedInputTokens: 1_000, pin: undefined } as const;
  const connectionId = readId({ kind: 'conn', text: `conn_${home}` });
  const load = loadOf({ known, home: home === undefined ? undefined : { connectionId, model: 'm' } });
  const session = home === undefined ? undefined : 1;
  const ranked = rankAttempts({ strategy, attempts: targets, needs, stream: true, load, session, seed, nowMs: 1_000 });
  return { ...ranked, places: ranked.attempts.map(({ position }) => position) };
}

const SEEDS = Array.from({ length: 4_000 }, (_, index) => `req_01jxseed${index}`);

test('the cheapest comes first for what this request needs, and an unknown price is never a low one', () => {
  const { places, order } = rank({
    strategy: 'cheapest',
    known: [{ usdPerMtok: 3 }, {}, { usdPerMtok: 0 }, { usdPerMtok: 1 }],
  });
  expect(places).toEqual([3, 4, 1, 2]);
  expect(order).toEqual({
    strategy: 'cheapest',
    first: 'best',
    // 4,096 tokens of output at 2 dollars for a million, and 1,000 of input.
    ranks: [
      { attempt: 3, value: 8_192_000 },
      { attempt: 4, value: 9_192_000 },
      { attempt: 1, value: 11_192_000 },
      { attempt: 2, value: undefined },
    ],
  });
});

test('the least busy comes first, by what runs for each unit of its weight', () => {
  const known = [{ underWay: 4, weight: 4 }, { underWay: 2 }, { underWay: 1, weight: 2 }, { underWay: 0, weight: 0 }];
  const { places, order } = rank({ strategy: 'least_busy', known });
  expect(places).toEqual([3, 1, 2, 4]);
  expect(order.ranks.map(({ value }) => value)).toEqual([0.5, 1, 2, undefined]);
});

test('the fastest comes first, and among equals the order of the route counts', () => {
  expect(rank({ strategy: 'fastest', known: [{ tookMs: 30 }, { tookMs: 20 }, { tookMs: 20 }] }).places).toEqual([
    2, 3, 1,
  ]);
});

describe('an attempt that nobody has measured', () => {
  const known = [{ tookMs: 30 }, { tookMs: 20 }, {}, {}];

  test('is tried first by a tenth of the requests, so that it is neither starved nor flooded', () => {
    const firsts = SEEDS.map((seed) => rank({ strategy: 'fastest', known, seed }));
    const explored = firsts.filter(({ places }) => places[0] === 3);
    expect(explored.length / SEEDS.length).toBeGreaterThan(EXPLORED_SHARE - 0.02);
    expect(explored.length / SEEDS.length).toBeLessThan(EXPLORED_SHARE + 0.02);
    expect(new Set(explored.map(({ order }) => order.first))).toEqual(new Set(['explored']));
    expect(explored[0]?.places).toEqual([3, 2, 1, 4]);
    expect(firsts.filter(({ places }) => places[0] !== 3 && places[0] !== 2)).toEqual([]);
  });

  test('is left alone while a request is trying it: the next one is tried then', () => {
    const busy = [{ tookMs: 30 }, { tookMs: 20 }, { underWay: 1 }, {}];
    const firsts = new Set(SEEDS.map((seed) => rank({ strategy: 'fastest', known: busy, seed }).places[0]));
    expect(firsts).toEqual(new Set([2, 4]));
    const allBusy = busy.map((one) => ({ ...one, underWay: 1 }));
    expect(new Set(SEEDS.map((seed) => rank({ strategy: 'fastest', known: allBusy, seed }).places[0]))).toEqual(
      new Set([2]),
    );
  });

  test('is the least busy one where none is measured: a cold start does not flood the first', () => {
    const cold = [{ underWay: 2 }, { underWay: 1 }, { underWay: 1 }];
    expect(rank({ strategy: 'fastest', known: cold })).toMatchObject({
      places: [2, 1, 3],
      order: { first: 'explored' },
    });
  });
});

describe('a session', () => {
  const known = [
    { usdPerMtok: 1, underWay: 0, tookMs: 1 },
    { usdPerMtok: 2, underWay: 5, tookMs: 2 },
    { usdPerMtok: 3, underWay: 9, tookMs: 3 },
  ];
  const STRATEGIES = ['cheapest', 'fastest', 'least_busy'] as const;

  test.each(STRATEGIES)('%s: begins where it was answered before, then goes on by the strategy', (strategy) => {
    expect(rank({ strategy, known, home: 3 })).toMatchObject({ places: [3, 1, 2], order: { first: 'session' } });
  });

  test.each(STRATEGIES)(
    '%s: begins by the strategy where its attempt cannot be used, and never explores',
    (strategy) => {
      const targets = targetsOf(known).slice(0, 2);
      expect(rank({ strategy, known, home: 3, targets })).toMatchObject({ places: [1, 2], order: { first: 'best' } });
    },
  );
});

const anyKnown = fc.array(
  fc.record({
    usdPerMtok: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    underWay: fc.integer({ min: 0, max: 4 }),
    tookMs: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    weight: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 8 },
);

test('property: an order has every usable attempt once, and says of each what it was compared by', () => {
  const anyStrategy = fc.constantFrom('cheapest', 'fastest', 'least_busy');
  fc.assert(
    fc.property(anyKnown, anyStrategy, fc.string(), fc.option(fc.nat(8)), (known, strategy, seed, home) => {
      const { places, order } = rank({ strategy, known, seed, ...(home === null ? {} : { home }) });
      expect(places.toSorted((a, b) => a - b)).toEqual(known.map((_, index) => index + 1));
      expect(order.ranks.map(({ attempt }) => attempt)).toEqual(places);
    }),
  );
});

test('property: nothing is cheaper than the first of the cheapest, and nothing with a price stands behind one without', () => {
  fc.assert(
    fc.property(anyKnown, fc.integer({ min: 0, max: 100_000 }), (known, maxOutputTokens) => {
      const attempts = targetsOf(known);
      const needs = {
        capabilities: ['chat'],
        profile: undefined,
        estimatedInputTokens: 1_000,
        maxOutputTokens,
        pin: undefined,
      } as const;
      const asked = { needs, stream: true, load: NO_LOAD, session: undefined, seed: 's', nowMs: 1 };
      const ranked = rankAttempts({ strategy: 'cheapest', attempts, ...asked }).attempts;
      const costs = ranked.map(({ prices }) =>
        prices === undefined
          ? Number.POSITIVE_INFINITY
          : (estimateCost({
              prices,
              access: 'byok',
              atMs: 1,
              inputTokens: 1_000,
              outputTokens: maxOutputTokens,
              images: 0,
            }) ?? Number.NaN),
      );
      expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    }),
  );
});
