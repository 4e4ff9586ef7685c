import { expect, test } from 'vitest';
import { forgetContents } from './forget-contents.ts';

test('goes on in small turns, with a pause between them, until nothing is over', async () => {
  let left = 250;
  const turns: number[] = [];
  let pauses = 0;
  const removed = await forgetContents({
    nowMs: 5,
    contents: {
      async forget({ nowMs, most }) {
        expect(nowMs).toBe(5);
        const now = Math.min(left, most);
        left -= now;
        turns.push(now);
        return now;
      },
    },
    pause: async () => void pauses++,
  });
  expect([removed, turns, pauses]).toEqual([250, [100, 100, 50], 2]);
});
