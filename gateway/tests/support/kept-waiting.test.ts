import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keptWaitingMs, type Wait, watchWaits } from './kept-waiting.ts';

test('a time that several processes waited counts once, and only inside the window', () => {
  const waits = [
    { fromMs: 10, toMs: 30 },
    { fromMs: 20, toMs: 40 },
    { fromMs: 25, toMs: 28 },
    { fromMs: 95, toMs: 150 },
  ];
  expect(keptWaitingMs({ waits, window: { fromMs: 0, toMs: 100 } })).toBe(35);
  expect(keptWaitingMs({ waits, window: { fromMs: 35, toMs: 50 } })).toBe(5);
});

test('a thread that works is not kept waiting; one that sleeps in a system call is', async () => {
  const waits: Wait[] = [];
  const watch = watchWaits((one) => waits.push(one));
  await wait(30);
  const fromMs = performance.timeOrigin + performance.now();
  for (const endMs = performance.now() + 150; performance.now() < endMs; ) Math.sqrt(2);
  await wait(30);
  const workedUntilMs = performance.timeOrigin + performance.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
  await wait(30);
  watch.stop();
  const toMs = performance.timeOrigin + performance.now();
  const working = keptWaitingMs({ waits, window: { fromMs, toMs: workedUntilMs } });
  const sleeping = keptWaitingMs({ waits, window: { fromMs: workedUntilMs, toMs } });
  expect(sleeping).toBeGreaterThan(100);
  // Beside others on the same processor a share of the work is waiting, too.
  expect(sleeping - working).toBeGreaterThan(20);
});
