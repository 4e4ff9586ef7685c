import { expect, test } from 'vitest';
import { takeTurns } from './take-turns.ts';

test('one after the other, also after one that failed', async () => {
  const inTurn = takeTurns({ mostWaiting: 5 });
  const events: string[] = [];
  const work = (name: string, fails = false) =>
    inTurn(async () => {
      events.push(`${name} begins`);
      await new Promise(setImmediate);
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('who would wait behind too many is told when to come again', async () => {
  const inTurn = takeTurns({ mostWaiting: 2 });
  let release = () => {};
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  const taken = [1, 2, 3].map(() => inTurn(() => blocked));
  await expect(inTurn(() => blocked)).rejects.toMatchObject({ code: 'gateway_overloaded', retryAfterMs: 1_000 });
  release();
  await Promise.all(taken);
  expect(await inTurn(async () => 'again')).toBe('again');
});
