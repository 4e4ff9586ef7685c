import * as z from 'zod';

/** `1h` to `8760h`, or `1d` to `365d`. */
const HOURS = '(?:[1-9][0-9]{0,2}|[1-7][0-9]{3}|8[0-6][0-9]{2}|87[0-5][0-9]|8760)h';
const DAYS = '(?:[1-9][0-9]?|[12][0-9]{2}|3[0-5][0-9]|36[0-5])d';

export const retentionSchema = z
  .string()
  .regex(new RegExp(`^(?:${HOURS}|${DAYS})$`), 'is a number of hours or days from `1h` to `365d`, such as `7d`');

export const contentLoggingSchema = z.strictObject({
  retention: retentionSchema.describe('How long the text of a request and its answer is kept: `1h` to `365d`.'),
});

export type ConfigFileContentLogging = z.infer<typeof contentLoggingSchema>;
