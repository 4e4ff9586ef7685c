import * as z from 'zod';

const requestSchema = z.object({ port: z.number(), text: z.string() });

/** As many requests as the connections carry, one after the other on each. */
export const closedLoopSchema = z.object({
  request: requestSchema,
  connections: z.number(),
  durationMs: z.number(),
});

/** So many requests a second, whatever the answers do. */
export const openLoopSchema = z.object({
  request: requestSchema,
  perSecond: z.number(),
  durationMs: z.number(),
  /** What a request's time ends with. */
  until: z.enum(['whole answer', 'first content']),
});

/** Streams that stay open until they are let go. */
export const heldStreamsSchema = z.object({ request: requestSchema, count: z.number(), perSecond: z.number() });

export type ClosedLoop = z.infer<typeof closedLoopSchema>;
export type OpenLoop = z.infer<typeof openLoopSchema>;
export type HeldStreams = z.infer<typeof heldStreamsSchema>;

const countsSchema = z.object({
  /** Whole answers with status 200. */
  answered: z.number(),
  failed: z.number(),
  /** What the first failed request got. */
  firstFailure: z.string().optional(),
  /** Until the last answer was there. */
  elapsedMs: z.number(),
});

export const closedLoopResultSchema = countsSchema.extend({
  /** Answered before the time was up. */
  inTime: z.number(),
});

export const openLoopResultSchema = countsSchema.extend({ p50Ms: z.number(), p99Ms: z.number() });

export type LoadCounts = z.infer<typeof countsSchema>;
export type ClosedLoopResult = z.infer<typeof closedLoopResultSchema>;
export type OpenLoopResult = z.infer<typeof openLoopResultSchema>;
