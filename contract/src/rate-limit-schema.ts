import * as z from 'zod';

/** How fast something may be used. Minutes slide; days are those of the calendar. */
export const rateLimitSchema = z.strictObject({
  requests_per_minute: z.int().min(1).max(10_000_000).optional().describe('Requests in any sixty seconds.'),
  requests_per_day: z.int().min(1).max(10_000_000_000).optional().describe('Requests on a calendar day (UTC).'),
  tokens_per_minute: z
    .int()
    .min(1)
    .max(10_000_000_000)
    .optional()
    .describe('Input and output tokens in any sixty seconds.'),
  tokens_per_day: z
    .int()
    .min(1)
    .max(10_000_000_000_000)
    .optional()
    .describe('Input and output tokens on a calendar day (UTC).'),
  concurrency: z.int().min(1).max(1_000_000).optional().describe('Requests that may run at the same time.'),
});
