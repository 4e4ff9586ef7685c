import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Rig } from '../bench-rig.ts';
import { readUsage, usageWhenQuiet } from '../processes/process-usage.ts';
import { prepareRequest } from '../targets.ts';
import type { RequestCount } from './request-count.ts';

export interface OpenStreams {
  readonly count: number;
  /** Resident memory just before, and with all streams open. */
  readonly beforeBytes: number;
  readonly openBytes: number;
}

const COUNT = 2_000;
const OPENED_PER_SECOND = 500;
const SETTLE_MS = 2_000;

/** The gateway's memory with many streams open, each of which gets a chunk a second. */
export async function measureOpenStreams({ rig, count }: { rig: Rig; count: RequestCount }): Promise<OpenStreams> {
  const { load, gateway, ports } = rig;
  const { rssBytes: beforeBytes } = await readUsage(gateway);
  const request = prepareRequest({ side: 'gateway', ports, upstream: 'slow', stream: true });
  const job = { request, count: COUNT, perSecond: OPENED_PER_SECOND };
  await load.call({ name: 'holdStreams', input: job, answer: z.unknown() });
  await sleep(SETTLE_MS);
  const { rssBytes: openBytes } = await readUsage(gateway);
  const open = await load.call({ name: 'letGo', answer: z.number() });
  if (open !== COUNT) throw new Error(`only ${open} of ${COUNT} streams stayed open`);
  count.abandoned += COUNT;
  await usageWhenQuiet(gateway);
  return { count: COUNT, beforeBytes, openBytes };
}
