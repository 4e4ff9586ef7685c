import * as z from 'zod';

const sampleSchema = z.object({
  kind: z.literal('soak'),
  rssBytes: z.number(),
  heapBytes: z.number(),
  /** Open connections, of callers and to providers. */
  sockets: z.number(),
  /** Timers that keep the process alive. */
  timers: z.number(),
  /** Delay of the event loop: since the process started, and the worst of this second. */
  lifetimeDelayP99Ms: z.number(),
  worstDelayMs: z.number(),
});

/** How the gateway's process was within one second. */
export type SoakSample = z.infer<typeof sampleSchema>;

/** Undefined for other messages. */
export function readSample(message: unknown): SoakSample | undefined {
  return sampleSchema.safeParse(message).data;
}
