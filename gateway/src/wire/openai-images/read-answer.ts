import type { ImageAnswer } from '../../domain/image.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { isErrorBody, readInBandFailure } from '../openai-chat/read-failure.ts';
import type { OpenaiImagesOptions } from './options.ts';

type AnsweredImage = ImageAnswer['images'][number];

const KNOWN = new Set(['created', 'data', 'model', 'usage', 'object', 'output_format']);

/** First characters of a base64 text → the type of the image. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['UklGR', 'image/webp'],
];

/** @throws MalformedAnswerError for an answer without a single image */
export function readAnswer(body: unknown, options: OpenaiImagesOptions): ImageAnswer {
  if (!isJsonObject(body)) throw new MalformedAnswerError({ message: 'the answer is no JSON object' });
  if (isErrorBody({ choices: [], ...body })) throw new MalformedAnswerError(readInBandFailure(body, options.failures));
  const data = Array.isArray(body.data) ? body.data.filter(isJsonObject) : [];
  const images = data.flatMap((entry) => readImage(entry, body.output_format));
  if (images.length === 0 && data.some((entry) => entry.respect_moderation === false)) {
    throw new MalformedAnswerError({ class: 'content_filter', message: 'the images were withheld by moderation' });
  }
  if (images.length === 0) throw new MalformedAnswerError({ message: 'the answer has no images' });
  const rest = Object.entries(body).filter(([field, value]) => !KNOWN.has(field) && value !== null);
  return {
    images,
    model: typeof body.model === 'string' ? body.model : undefined,
    usage: readImageUsage(body.usage, images.length),
    providerMetadata: rest.length === 0 ? undefined : Object.fromEntries(rest),
  };
}

function readImage(entry: JsonObject, outputFormat: unknown): AnsweredImage[] {
  const url = textOf(entry.url);
  const data = textOf(entry.b64_json);
  if ((url === undefined && data === undefined) || entry.respect_moderation === false) return [];
  const revised = textOf(entry.revised_prompt);
  const mimeType =
    textOf(entry.mime_type) ??
    (typeof outputFormat === 'string' ? `image/${outputFormat}` : undefined) ??
    MAGIC.find(([start]) => data?.startsWith(start))?.[1];
  return [
    {
      ...(url === undefined ? {} : { url }),
      ...(data === undefined ? {} : { b64_json: data }),
      ...(revised === undefined ? {} : { revised_prompt: revised }),
      ...(mimeType === undefined ? {} : { mime_type: mimeType }),
    },
  ];
}

/** Images are always counted; tokens only where the model is metered by them. */
function readImageUsage(usage: unknown, images: number): Usage {
  if (!isJsonObject(usage)) return { ...NO_USAGE, images };
  const details = isJsonObject(usage.input_tokens_details) ? usage.input_tokens_details : {};
  const input = count(usage.input_tokens ?? usage.prompt_tokens);
  const cached = Math.min(count(details.cached_tokens), input);
  return {
    ...NO_USAGE,
    inputTokens: input - cached,
    cachedInputTokens: cached,
    outputTokens: count(usage.output_tokens ?? usage.completion_tokens),
    images,
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : 0;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
