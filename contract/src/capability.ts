import * as z from 'zod';

/** What a task may need and a model may be able to do. */
export const CAPABILITIES = [
  'chat',
  'tools',
  'json',
  'vision',
  'audio',
  'files',
  'reasoning',
  'embeddings',
  'image_generation',
  'image_edit',
  'transcription',
  'speech',
  'rerank',
  'moderation',
] as const;

export const capabilitySchema = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof capabilitySchema>;
