import * as z from 'zod';

// What the gateway's thread and the one that drains the journal say to each other.

export const threadStartSchema = z.strictObject({ databasePath: z.string(), journalDirectory: z.string() });

const segmentSchema = z.strictObject({
  number: z.number(),
  path: z.string(),
  size: z.number(),
  drained: z.number(),
  closed: z.boolean(),
});

export const orderSchema = z.discriminatedUnion('order', [
  z.strictObject({ order: z.literal('drain'), segments: z.array(segmentSchema) }),
  z.strictObject({ order: z.literal('end') }),
]);

export const tidingsSchema = z.discriminatedUnion('about', [
  z.strictObject({
    about: z.literal('log'),
    level: z.enum(['info', 'warn', 'error']),
    fields: z.record(z.string(), z.unknown()),
    message: z.string(),
  }),
  z.strictObject({
    about: z.literal('drain'),
    result: z.enum(['drained', 'store_down']),
    /** Number of the segment, and how much of it is in the store, bytes. */
    drained: z.array(z.tuple([z.number(), z.number()])),
  }),
]);

export type ThreadStart = z.infer<typeof threadStartSchema>;
export type Order = z.infer<typeof orderSchema>;
export type Tidings = z.infer<typeof tidingsSchema>;
