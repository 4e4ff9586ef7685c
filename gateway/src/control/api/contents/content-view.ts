import * as z from 'zod';
import { isJsonObject, parseJson } from '../../../domain/json.ts';
import type { ContentAnswer } from '../../../domain/request-content.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';
import type { OpenContent } from './open-content.ts';

export const contentAnswerSchema = z
  .strictObject({
    content: z.string().nullable().describe('Null: it was no text'),
    reasoning: z.string().nullable(),
    tool_calls: z.array(z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() })),
    images: z.array(
      z.strictObject({
        url: z.string().nullable(),
        b64_json: z.string().nullable(),
        revised_prompt: z.string().nullable(),
      }),
    ),
    finish_reason: z.string().nullable(),
    model: z.string().nullable(),
  })
  .meta({ id: 'ContentAnswer' });

export const answerStateSchema = z
  .enum(['kept', 'partial', 'none', 'not_kept', 'too_large'])
  .describe(
    '`partial`: it broke off, or was given up. `none`: there was no answer. `not_kept`: vectors are not. `too_large`: it did not fit beside the request',
  );

export const contentSchema = z
  .strictObject({
    request_id: z.string(),
    endpoint: z.string(),
    created_at: isoTimeSchema,
    expires_at: isoTimeSchema.describe('When it is deleted by itself'),
    request: z.record(z.string(), z.unknown()).describe('The body as the application sent it'),
    answer_state: answerStateSchema,
    answer: contentAnswerSchema.nullable(),
  })
  .meta({ id: 'RequestContent' });

export function contentView({
  content,
  requestId,
  createdAtMs,
  expiresAtMs,
}: OpenContent): z.input<typeof contentSchema> {
  const body = parseJson(content.body);
  return {
    request_id: requestId,
    endpoint: content.endpoint,
    created_at: isoTime(createdAtMs),
    expires_at: isoTime(expiresAtMs),
    request: body.ok && isJsonObject(body.value) ? { ...body.value } : {},
    answer_state: content.answerState,
    answer: answerView(content.answer),
  };
}

export function answerView(answer: ContentAnswer | undefined): z.input<typeof contentAnswerSchema> | null {
  if (answer === undefined) return null;
  const model = answer.model ?? null;
  if (answer.operation === 'chat') {
    const { content, reasoning, toolCalls, finishReason } = answer;
    return {
      content,
      reasoning: reasoning === '' ? null : reasoning,
      tool_calls: toolCalls.map((call) => ({ id: call.id, name: call.name, arguments: call.arguments })),
      images: [],
      finish_reason: finishReason ?? null,
      model,
    };
  }
  const images = answer.images.map(({ url, b64_json, revised_prompt }) => ({
    url: url ?? null,
    b64_json: b64_json ?? null,
    revised_prompt: revised_prompt ?? null,
  }));
  return { content: null, reasoning: null, tool_calls: [], images, finish_reason: null, model };
}
