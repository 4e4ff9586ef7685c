import * as z from 'zod';
import { responseProfileSchema } from './response-profile.ts';

export const embeddingsBodySchema = z.looseObject({
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2_048)]),
  dimensions: z.int().min(1).max(65_536).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  user: z.string().max(512).nullish(),
  response_profile: responseProfileSchema.nullish(),
});
export type EmbeddingsBody = z.infer<typeof embeddingsBodySchema>;
