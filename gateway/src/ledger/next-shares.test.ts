import { expect, test } from 'vitest';
import { nextShares, type ShareQuestion } from './next-shares.ts';

const QUESTION: ShareQuestion = { limit: 1_000, spent: 0, others: 0, used: 0, wanted: 0, least: 0, reserve: 0 };
const ask = (...questions: readonly Partial<ShareQuestion>[]) =>
  nextShares(questions.map((question) => ({ ...QUESTION, ...question })));
const amounts = (...questions: readonly Partial<ShareQuestion>[]) => ask(...questions).map(({ amount }) => amount);

test('what is needed is taken, with an eighth of the rest in reserve', () => {
  expect(amounts({ spent: 100, others: 50, used: 30, wanted: 20, least: 20 })).toEqual([30 + 20 + 100]);
});

test('a reserve for less than four requests is not taken', () => {
  expect(amounts({ spent: 100, others: 50, used: 30, wanted: 100, least: 100 })).toEqual([130]);
});

test('where there is not enough for all who wait, some of them get what there is', () => {
  expect(amounts({ spent: 700, others: 100, used: 50, wanted: 400, least: 100 })).toEqual([200]);
});

test('where there is not enough for one of them, nothing stays in reserve, in no account', () => {
  const [full, other] = ask(
    { spent: 950, wanted: 100, least: 100, used: 7 },
    { used: 30, wanted: 100, least: 100, reserve: 50 },
  );
  expect(full).toEqual({ amount: 7, isFull: true });
  expect(other).toEqual({ amount: 30, isFull: false });
});

test('no more is taken of an account than another one has room for', () => {
  expect(amounts({ spent: 800, wanted: 400, least: 50 }, { limit: 900, wanted: 800, least: 100 })).toEqual([200, 400]);
});

test('what is used already is never taken away, though it is more than there is', () => {
  expect(amounts({ spent: 990, used: 50 })).toEqual([50]);
  expect(amounts({ spent: 990, used: 50, wanted: 10, least: 10 })).toEqual([50]);
});

test('where nobody waits, a reserve stays as long as it is no more than an eighth of what nobody uses', () => {
  expect(amounts({ used: 200, reserve: 70 })).toEqual([270]);
  expect(amounts({ used: 200, reserve: 170 })).toEqual([300]);
  expect(amounts({ limit: undefined, used: 200, reserve: 70 })).toEqual([200]);
});
