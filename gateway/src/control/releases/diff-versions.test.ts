import { describe, expect, test } from 'vitest';
import { buildAttemptSpec, buildRouteSpec } from '../../../tests/support/build-definitions.ts';
import { diffVersions } from './diff-versions.ts';
import { longestIncreasing } from './longest-increasing.ts';

const withModels = (...models: string[]) =>
  buildRouteSpec({ attempts: models.map((model) => buildAttemptSpec({ model })) });
const lines = (before: readonly string[], after: readonly string[]) =>
  diffVersions({ before: withModels(...before), after: withModels(...after) }).attempts.map(
    ({ change, model, from, to, moved }) => `${change} ${model} ${from ?? '-'}→${to ?? '-'}${moved ? ' moved' : ''}`,
  );

describe('the difference between two versions', () => {
  test('of the same is nothing', () => {
    expect(diffVersions({ before: withModels('a', 'b'), after: withModels('a', 'b') })).toEqual({
      fields: [],
      attempts: [],
      same: true,
    });
  });

  test('is told field by field', () => {
    const before = buildRouteSpec({ budget: { nanoUsd: 5_000_000_000, window: 'day' } });
    const after = buildRouteSpec({ onCut: 'resume', deadlineMs: 9_000, strategy: 'cheapest' });
    expect(diffVersions({ before, after })).toEqual({
      fields: [
        { field: 'deadline_ms', before: '120000', after: '9000' },
        { field: 'on_cut', before: 'error', after: 'resume' },
        { field: 'strategy', before: 'in_order', after: 'cheapest' },
        { field: 'budget', before: '5 USD a day', after: undefined },
      ],
      attempts: [],
      same: false,
    });
  });

  test.each([
    { before: ['a', 'b'], after: ['x', 'a', 'b'], expected: ['added x -→1'] },
    { before: ['a', 'b', 'c'], after: ['b', 'c'], expected: ['removed a 1→-'] },
    { before: ['a', 'b', 'c'], after: ['c', 'a', 'b'], expected: ['kept c 3→1 moved'] },
    { before: ['a', 'b'], after: ['b', 'a'], expected: ['kept a 1→2 moved'] },
    { before: ['a', 'a'], after: ['a'], expected: ['removed a 2→-'] },
    { before: ['a'], after: ['b'], expected: ['added b -→1', 'removed a 1→-'] },
  ])('of $before and $after: attempts are known by connection and model', ({ before, after, expected }) => {
    expect(lines(before, after)).toEqual(expected);
  });

  test('says what became of an attempt that is still there', () => {
    const before = buildRouteSpec({ attempts: [buildAttemptSpec({ timeoutMs: 5 }), buildAttemptSpec({ model: 'b' })] });
    const after = buildRouteSpec({
      attempts: [buildAttemptSpec({ model: 'b' }), buildAttemptSpec({ timeoutMs: 7, profiles: ['fast'] })],
    });
    const { attempts } = diffVersions({ before, after });
    expect(attempts.find(({ model }) => model === 'small')?.fields).toEqual([
      { field: 'profiles', before: '["fast","balanced","deep"]', after: '["fast"]' },
      { field: 'timeout_ms', before: '5', after: '7' },
    ]);
  });
});

test('the longest growing sequence is found, whatever stands between', () => {
  expect(longestIncreasing([])).toEqual([]);
  expect(longestIncreasing([2, 0, 1])).toEqual([0, 1]);
  expect(longestIncreasing([5, 1, 4, 2, 3, 0])).toEqual([1, 2, 3]);
});
