import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTarget } from '../../tests/support/build-target.ts';
import { readId } from '../domain/ids.ts';
import type { AttemptTarget } from '../domain/route.ts';
import { drawOrder, isDrawn } from './draw-order.ts';
import { wideHash } from './hash-text.ts';

const SEEDS = Array.from({ length: 8_000 }, (_, index) => wideHash(`req_01jxseed${index}`));

function target({ name, weight }: { name: string; weight?: number | undefined }): AttemptTarget {
  return buildTarget({ weight, connection: { name, id: readId({ kind: 'conn', text: `conn_${name}` }) } });
}

function draw({
  attempts,
  seed,
  strategy = 'weighted',
}: {
  attempts: readonly AttemptTarget[];
  seed: number;
  strategy?: 'in_order' | 'weighted';
}): string[] {
  return drawOrder({ route: { strategy, attempts }, seed }).map(({ connection }) => connection.name);
}

/** The share of seeds at which each of them comes first. */
function shares(attempts: readonly AttemptTarget[]): Record<string, number> {
  const firsts = SEEDS.map((seed) => draw({ attempts, seed })[0] ?? '');
  const counts = Object.entries(Object.groupBy(firsts, (name) => name));
  return Object.fromEntries(counts.map(([name, all]) => [name, (all?.length ?? 0) / SEEDS.length]));
}

test('attempts share the traffic by their weights, and one without a weight counts as 1', () => {
  const attempts = [
    target({ name: 'five', weight: 5 }),
    target({ name: 'none' }),
    target({ name: 'two', weight: 2 }),
    target({ name: 'zero', weight: 0 }),
  ];
  const found = shares(attempts);
  // Four standard deviations of 8,000 draws are at most 0.023.
  expect(found.five).toBeCloseTo(5 / 8, 1.4);
  expect(found.none).toBeCloseTo(1 / 8, 1.4);
  expect(found.two).toBeCloseTo(2 / 8, 1.4);
  expect(found.zero).toBeUndefined();
});

test('what failover tries next is shared by the weights of what is left', () => {
  const attempts = [
    target({ name: 'a', weight: 10 }),
    target({ name: 'b', weight: 3 }),
    target({ name: 'c', weight: 1 }),
  ];
  const afterA = SEEDS.map((seed) => draw({ attempts, seed })).filter(([first]) => first === 'a');
  const share = afterA.filter(([, second]) => second === 'b').length / afterA.length;
  expect(share).toBeGreaterThan(0.72);
  expect(share).toBeLessThan(0.78);
});

test('a target that is listed twice has the weight of both', () => {
  const attempts = [target({ name: 'twice' }), target({ name: 'once' }), target({ name: 'twice' })];
  expect(shares(attempts).twice).toBeCloseTo(2 / 3, 1.4);
});

const anyAttempts = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', 'c', 'd') }), {
    minLength: 1,
    maxLength: 8,
  })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }).map((weight) => ({ name, weight })),
      ),
    ),
  )
  .map((drawn) => drawn.map(target));

test('property: an order has every attempt once, and comes out the same for the same seed', () => {
  fc.assert(
    fc.property(anyAttempts, fc.string(), fc.constantFrom('in_order', 'weighted'), (attempts, text, strategy) => {
      const seed = wideHash(text);
      const names = draw({ attempts, seed, strategy });
      expect(names.toSorted()).toEqual(attempts.map(({ connection }) => connection.name).toSorted());
      expect(draw({ attempts, seed, strategy })).toEqual(names);
    }),
  );
});

test('property: without one of the attempts, or with another place or credential, no session of the others moves', () => {
  fc.assert(
    fc.property(anyAttempts, fc.string(), fc.nat(), (attempts, text, chosen) => {
      const seed = wideHash(text);
      const removed = attempts[chosen % attempts.length]?.connection.name;
      const left = attempts
        .filter(({ connection }) => connection.name !== removed)
        .map((one) => ({ ...one, connection: { ...one.connection, credentialId: 'rotated' } }))
        .reverse();
      expect(draw({ attempts: left, seed })).toEqual(draw({ attempts, seed }).filter((name) => name !== removed));
    }),
  );
});

test('property: in order, what has no weight keeps its place, and neighbours with weights stay among themselves', () => {
  fc.assert(
    fc.property(anyAttempts, fc.string(), (attempts, text) => {
      const group = (index: number) => attempts.slice(0, index).filter(({ weight }) => weight === undefined).length;
      const before = new Map(attempts.map((one, index) => [one.connection.name, group(index)]));
      const names = draw({ attempts, seed: wideHash(text), strategy: 'in_order' });
      const groups = names.map((name) => before.get(name) ?? 0);
      expect(groups).toEqual(groups.toSorted((a, b) => a - b));
      attempts.forEach(({ connection, weight }, index) => {
        if (weight === undefined) expect(names[index]).toBe(connection.name);
      });
    }),
  );
});

test('only weights that could change something make a route one that is drawn', () => {
  const [weighted, plain] = [target({ name: 'w', weight: 1 }), target({ name: 'p' })];
  expect(isDrawn({ strategy: 'in_order', attempts: [weighted, plain, weighted] })).toBe(false);
  expect(isDrawn({ strategy: 'in_order', attempts: [plain, weighted, weighted] })).toBe(true);
  expect(isDrawn({ strategy: 'weighted', attempts: [plain, plain] })).toBe(true);
  expect(isDrawn({ strategy: 'weighted', attempts: [plain] })).toBe(false);
  expect(isDrawn({ strategy: 'fastest', attempts: [weighted, weighted] })).toBe(false);
});
