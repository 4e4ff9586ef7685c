import * as z from 'zod';
import { responseProfileSchema } from './response-profile.ts';

const imageReference = z.string().min(1);

export const imageBodySchema = z.looseObject({
  prompt: z.string().min(1).max(100_000),
  size: z
    .string()
    .regex(/^(auto|\d{2,5}x\d{2,5})$/)
    .nullish(),
  n: z.int().min(1).max(10).nullish(),
  quality: z.string().max(32).nullish(),
  style: z.string().max(32).nullish(),
  background: z.enum(['transparent', 'opaque', 'auto']).nullish(),
  // The published client types it as a string or an object with `type`, so both spellings are read.
  response_format: z
    .union([z.enum(['url', 'b64_json']), z.looseObject({ type: z.enum(['url', 'b64_json']) })])
    .nullish(),
  image: z.union([imageReference, z.array(imageReference).min(1).max(16)]).nullish(),
  mask: imageReference.nullish(),
  user: z.string().max(512).nullish(),
  response_profile: responseProfileSchema.nullish(),
});
export type ImageBody = z.infer<typeof imageBodySchema>;
