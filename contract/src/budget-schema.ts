import * as z from 'zod';
import { labelSchema, nameSchema } from './name-schema.ts';

/** Dollars of a limit. What is less than the least that is counted would become 0, which refuses everything. */
export const usdSchema = z
  .number()
  .min(0)
  .max(1_000_000_000)
  .refine((usd) => usd === 0 || usd >= 1e-9, 'must be 0 or at least 0.000000001: nothing smaller is counted');

export const BUDGET_WINDOWS = ['hour', 'day', 'week', 'month', 'total'] as const;

/** Checked for being a zone when the file is read: the names come with the runtime. */
export const timeZoneSchema = z.string().min(1).max(64);

export const budgetSchema = z.strictObject({
  usd: usdSchema.describe('The most that may be spent within one window, in US dollars.'),
  window: z
    .enum(BUDGET_WINDOWS)
    .describe('When the amount starts anew: `hour`, `day`, `week` (from Monday), `month`, or `total` for never.'),
  time_zone: timeZoneSchema
    .optional()
    .describe('Whose hours, days, weeks and months count, such as `Europe/Berlin`; default: UTC.'),
  alert_at: z
    .array(z.int().min(1).max(100))
    .max(20)
    .optional()
    .describe(
      'Percentages at which a `budget.threshold` event is told, once in each window; default: 50, 80, 100. They refuse nothing.',
    ),
});

export const namedBudgetSchema = z.strictObject({
  name: nameSchema.describe('The name that events, errors and lists call it; unique in the file.'),
  workspace: z.literal(true).optional().describe('Counts what the whole workspace spends.'),
  route: z.string().min(1).optional().describe('Counts what is spent through this route of the file.'),
  key: z.string().min(1).optional().describe('Counts what is spent with this key of the file, whatever its secret.'),
  member: labelSchema.optional().describe('Counts what is spent with the keys of this member.'),
  tag: labelSchema.optional().describe('Counts what is spent with the keys that have this tag.'),
  ...budgetSchema.shape,
});
