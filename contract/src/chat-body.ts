import * as z from 'zod';
import { messagesSchema } from './message-schema.ts';
import { responseProfileSchema } from './response-profile.ts';

/** Fields that chat, complete and vision share. `null` counts as absent: clients send it for what was not set. */
export const samplingFields = {
  system: z.string().nullish(),
  max_tokens: z.int().min(1).max(10_000_000).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]).nullish(),
  seed: z.int().nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.literal('text') }),
      z.looseObject({ type: z.literal('json_object') }),
      z.looseObject({
        type: z.literal('json_schema'),
        json_schema: z.looseObject({
          name: z.string().min(1).max(64),
          description: z.string().nullish(),
          schema: z.record(z.string(), z.unknown()),
          strict: z.boolean().nullish(),
        }),
      }),
    ])
    .nullish(),
  reasoning: z
    .strictObject({
      effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
      budget_tokens: z.int().min(0).max(1_000_000).nullish(),
    })
    .nullish(),
  stream: z.boolean().nullish(),
  metadata: z.record(z.string(), z.string().max(512)).nullish(),
  user: z.string().max(512).nullish(),
  response_profile: responseProfileSchema.nullish(),
};

export const toolSchema = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});

export const toolFields = {
  tools: z.array(toolSchema).max(1_000).nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string().min(1) }) }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
};

export const chatBodySchema = z.looseObject({ messages: messagesSchema, ...samplingFields, ...toolFields });
export type ChatBody = z.infer<typeof chatBodySchema>;

export const completeBodySchema = z.looseObject({ prompt: z.string().min(1), ...samplingFields });
export type CompleteBody = z.infer<typeof completeBodySchema>;

const imageReference = z.string().min(1);

/** Either `prompt` with one or more images, or `messages` with image parts (the reader checks which). */
export const visionBodySchema = z.looseObject({
  prompt: z.string().min(1).nullish(),
  image: imageReference.nullish(),
  image_url: imageReference.nullish(),
  image_base64: imageReference.nullish(),
  images: z.array(imageReference).min(1).max(1_000).nullish(),
  messages: messagesSchema.nullish(),
  ...samplingFields,
  ...toolFields,
});
export type VisionBody = z.infer<typeof visionBodySchema>;
