import * as z from 'zod';

const MAX_TEXT = 20_000_000;
const text = z.string().max(MAX_TEXT);

export const textPartSchema = z.looseObject({ type: z.literal('text'), text });

export const imagePartSchema = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.union([
    text.min(1),
    z.looseObject({ url: text.min(1), detail: z.enum(['auto', 'low', 'high']).nullish() }),
  ]),
});

export const audioPartSchema = z.looseObject({
  type: z.literal('input_audio'),
  input_audio: z.looseObject({ data: text.min(1), format: z.string().max(32) }),
});

export const filePartSchema = z.looseObject({
  type: z.literal('file'),
  file: z.looseObject({ file_data: text.nullish(), file_id: z.string().nullish(), filename: z.string().nullish() }),
});

export const contentPartSchema = z.discriminatedUnion('type', [
  textPartSchema,
  imagePartSchema,
  audioPartSchema,
  filePartSchema,
]);
export type ContentPartBody = z.infer<typeof contentPartSchema>;

const content = z.union([text, z.array(contentPartSchema).min(1).max(10_000)]);

export const toolCallSchema = z.looseObject({
  id: z.string().min(1),
  type: z.literal('function').nullish(),
  function: z.looseObject({ name: z.string().min(1), arguments: text }),
});

/** Opaque state of a provider (a thinking signature, say), as our own answers carry it. It travels back unchanged. */
export const reasoningDetailSchema = z.looseObject({
  format: z.string(),
  connection: z.string().nullish(),
  data: z.unknown(),
});

export const messageSchema = z.discriminatedUnion('role', [
  z.looseObject({ role: z.enum(['system', 'developer']), content, name: z.string().nullish() }),
  z.looseObject({ role: z.literal('user'), content, name: z.string().nullish() }),
  z.looseObject({
    role: z.literal('assistant'),
    content: content.nullish(),
    tool_calls: z.array(toolCallSchema).max(1_000).nullish(),
    reasoning: text.nullish(),
    reasoning_details: z.array(reasoningDetailSchema).max(1_000).nullish(),
  }),
  z.looseObject({ role: z.literal('tool'), content, tool_call_id: z.string().min(1) }),
]);
export type MessageBody = z.infer<typeof messageSchema>;

export const messagesSchema = z.array(messageSchema).min(1).max(10_000);
