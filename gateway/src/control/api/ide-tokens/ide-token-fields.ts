import { capabilitySchema } from '@latentkit/contract/capability';
import { labelSchema, nameSchema } from '@latentkit/contract/config-schema';
import { rateLimitSchema } from '@latentkit/contract/rate-limit-schema';
import * as z from 'zod';

const HOUR_S = 3_600;

/** What may be said of an IDE token when it is made. Nothing of it is changed later. */
export const ideTokenFields = {
  name: nameSchema.optional().describe('Default: one that says whose it is'),
  expires_in_seconds: z
    .int()
    .min(60)
    .max(24 * HOUR_S)
    .default(8 * HOUR_S)
    .describe('At most a day; default: eight hours'),
  scopes: z.array(capabilitySchema).min(1).optional().describe('The only capabilities allowed'),
  rate_limit: rateLimitSchema.optional().describe("Default: the workspace's `ide_rate_limit`"),
  tags: z.array(labelSchema).max(20).optional(),
};
