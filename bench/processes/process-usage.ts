import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Child } from './start-child.ts';

export interface ProcessUsage {
  /** User and system time of all threads since the start, µs. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

const usageSchema = z.object({ cpuMicros: z.number(), rssBytes: z.number() });

/** Longer than the pause before the journal is drained, so that a quiet look means that nothing is left to do. */
const LOOK_EVERY_MS = 250;
const QUIET_CPU_MICROS = 5_000;
const MOST_LOOKS = 40;

export function readUsage(child: Child): Promise<ProcessUsage> {
  return child.call({ name: 'usage', answer: usageSchema });
}

/** Waits (10 s at most) until the process does next to nothing: what it put off belongs to the requests before. */
export async function usageWhenQuiet(child: Child): Promise<ProcessUsage> {
  let before = await readUsage(child);
  for (let look = 1; ; look++) {
    await sleep(LOOK_EVERY_MS);
    const now = await readUsage(child);
    if (now.cpuMicros - before.cpuMicros < QUIET_CPU_MICROS || look === MOST_LOOKS) return now;
    before = now;
  }
}
