import * as z from 'zod';
import { EVENT_TYPES } from './event-types.ts';
import { nameSchema } from './name-schema.ts';

export const webhookSchema = z.strictObject({
  name: nameSchema.describe('How the webhook is called in lists; unique in the file.'),
  url: z
    .string()
    .min(1)
    .max(2_000)
    .describe('Where events are posted to. May point anywhere, a private address included.'),
  secret: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe(
      'What its messages are signed with: `whsec_` and 24 to 64 random bytes in base64. Write `${NAME}` and keep the ' +
        'value in the environment.',
    ),
  events: z.array(z.enum(EVENT_TYPES)).min(1).optional().describe('The events that it is told of; default: all.'),
});
