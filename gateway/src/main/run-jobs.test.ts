import { afterEach, expect, test, vi } from 'vitest';
import type { Log } from '../domain/ports.ts';
import { runJobs } from './run-jobs.ts';

vi.useFakeTimers();
afterEach(() => {
  vi.clearAllTimers();
});

const warned: string[] = [];
const log: Log = { info: () => {}, warn: (fields) => warned.push(String(fields.job)), error: () => {} };

test('a job runs at its pace, one run after the other, and one that fails is tried again', async () => {
  let runs = 0;
  const run = async () => {
    runs++;
    if (runs === 1) throw new Error('locked');
  };
  const jobs = runJobs({ log, jobs: [{ name: 'sweep', everyMs: 1_000, run }] });
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(2_001);
  expect(runs).toBe(3);
  expect(warned).toEqual(['sweep']);
  await jobs.stop();
});

test('one at the start runs at once; a slow one is not started a second time', async () => {
  let running = 0;
  let most = 0;
  const run = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    running--;
  };
  const jobs = runJobs({ log, jobs: [{ name: 'slow', everyMs: 1_000, atStart: true, run }] });
  await vi.advanceTimersByTimeAsync(0);
  expect(running).toBe(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(most).toBe(1);
  const stopped = jobs.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  await stopped;
});

test('stopping waits for the run that has begun, and nothing begins after it', async () => {
  let ended = 0;
  const run = async () => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    ended++;
  };
  const jobs = runJobs({ log, jobs: [{ name: 'slow', everyMs: 10, atStart: true, run }] });
  let isStopped = false;
  void jobs.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(2_999);
  expect(isStopped).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isStopped).toBe(true);
  expect(ended).toBe(1);
});
