import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { totalInputTokens, totalOutputTokens } from '../../domain/usage.ts';
import { readUsage, readUsageExtras } from './read-usage.ts';

describe('readUsage', () => {
  test.each([[undefined], [null], [{}], [{ total_tokens: 4 }], ['12'], [[1]]])('%j reports nothing', (value) => {
    expect(readUsage(value, 'by_total')).toBeUndefined();
  });

  test('a reported zero stays zero', () => {
    expect(readUsage({ prompt_tokens: 0, completion_tokens: 0 }, 'by_total')).toMatchObject({
      inputTokens: 0,
      outputTokens: 0,
      estimated: false,
    });
  });

  test('reasoning that the total counts on top is apart from the completion', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 45,
      completion_tokens_details: { reasoning_tokens: 30 },
    };
    expect(readUsage(usage, 'by_total')).toMatchObject({ outputTokens: 5, reasoningTokens: 30 });
    expect(readUsage({ ...usage, completion_tokens: 35 }, 'by_total')).toMatchObject({
      outputTokens: 5,
      reasoningTokens: 30,
    });
  });

  test.each([
    ['by_total', 140, { outputTokens: 50, reasoningTokens: 40 }],
    ['by_total', 100, { outputTokens: 10, reasoningTokens: 40 }],
    ['apart', 100, { outputTokens: 50, reasoningTokens: 40 }],
  ] as const)('40 reasoning tokens beside 50, counted %s of %i', (reasoningCount, total_tokens, expected) => {
    const details = { completion_tokens_details: { reasoning_tokens: 40 } };
    const usage = { prompt_tokens: 50, completion_tokens: 50, total_tokens, ...details };
    expect(readUsage(usage, reasoningCount)).toMatchObject(expected);
  });

  test('the buckets are disjoint: they add up to what was reported, whatever the details claim', () => {
    const tokens = fc.integer({ min: 0, max: 1_000_000 });
    const report = fc.record({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: fc.record({ cached_tokens: tokens, audio_tokens: tokens, cache_write_tokens: tokens }),
      completion_tokens_details: fc.record({ reasoning_tokens: tokens, audio_tokens: tokens }),
    });
    fc.assert(
      fc.property(report, (reported) => {
        const total_tokens = reported.prompt_tokens + reported.completion_tokens;
        const usage = readUsage({ ...reported, total_tokens }, 'by_total');
        if (usage === undefined) throw new Error('no usage');
        expect(Math.min(...Object.values(usage).map(Number))).toBeGreaterThanOrEqual(0);
        expect(totalInputTokens(usage)).toBe(reported.prompt_tokens);
        const { reasoning_tokens: reasoning } = reported.completion_tokens_details;
        const apart = reasoning > reported.completion_tokens ? reasoning : 0;
        expect(totalOutputTokens(usage)).toBe(reported.completion_tokens + apart);
      }),
    );
  });

  test('figures that are no counts are not read', () => {
    expect(readUsage({ prompt_tokens: -3, completion_tokens: Number.NaN }, 'by_total')).toBeUndefined();
  });
});

test('a cost and timings are kept apart from the tokens', () => {
  expect(readUsageExtras({ prompt_tokens: 1, cost: 0.2, queue_time: null })).toEqual({ cost: 0.2 });
  expect(readUsageExtras({ prompt_tokens: 1 })).toBeUndefined();
});
