import type { ImageSource } from '../../domain/chat.ts';
import type { ImageAnswer, ImageRequest } from '../../domain/image.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { collectWarnings, type Warn } from '../collect-warnings.ts';
import { type ImageDialect, MalformedAnswerError } from '../dialect.ts';
import { finishReasonOf } from '../gemini-generate/finish-reason.ts';
import { readGeminiFailure } from '../gemini-generate/read-failure.ts';
import { readUsage } from '../gemini-generate/read-usage.ts';
import { writePart } from '../gemini-generate/write-parts.ts';
import { readPassthrough } from '../gemini-generate/write-passthrough.ts';
import { objectOf, objectsOf, textOf } from '../narrow-json.ts';
import { writeImageConfig } from './image-config.ts';

/** Images and edits by `generateContent` with a Gemini image model (ai.google.dev/gemini-api/docs/image-generation). */
export const geminiImages: ImageDialect = {
  id: 'gemini-images',
  writeRequest: ({ request, model }) => {
    const { warn, warnings } = collectWarnings();
    warnOfMissingFields({ request, warn });
    const passed = readPassthrough({ passthrough: request.passthrough, warn });
    const imageConfig = writeImageConfig({ size: request.size, model, warn });
    const value: JsonObject = {
      ...passed.topLevel,
      contents: [{ role: 'user', parts: [{ text: request.prompt }, ...writeImages({ images: request.images, warn })] }],
      generationConfig: {
        responseModalities: ['IMAGE'],
        ...(imageConfig === undefined ? undefined : { imageConfig }),
        ...passed.generationConfig,
      },
    };
    return { body: { kind: 'json', value }, warnings: warnings() };
  },
  readAnswer: ({ body }) => readAnswer(body),
  readFailure: readGeminiFailure,
};

function writeImages({ images, warn }: { images: readonly ImageSource[]; warn: Warn }): JsonObject[] {
  return images
    .map((source) => writePart({ part: { type: 'image', source, detail: undefined }, path: 'image', warn }))
    .filter(isJsonObject);
}

function warnOfMissingFields({ request, warn }: { request: ImageRequest; warn: Warn }): void {
  const without = (param: string) => warn({ param, message: `This format knows no "${param}"; it was left out.` });
  if (request.n > 1) warn({ param: 'n', message: 'One request makes one image.' });
  if (request.quality !== undefined && request.quality !== 'auto') without('quality');
  if (request.style !== undefined) without('style');
  if (request.background !== undefined && request.background !== 'auto') without('background');
  if (request.mask !== undefined) without('mask');
  if (request.user !== undefined) without('user');
  if (request.responseFormat === 'url') {
    warn({ param: 'response_format', message: 'Images come as base64, never as a URL.' });
  }
}

function readAnswer(body: unknown): ImageAnswer {
  const answer = objectOf(body);
  if (answer === undefined || answer.error !== undefined) {
    const failure = readGeminiFailure({ status: 500, body });
    throw new MalformedAnswerError({
      ...failure,
      class: answer ? failure.class : 'malformed_response',
      message: failure.message ?? 'no answer',
    });
  }
  const candidate = objectsOf(answer.candidates)[0];
  const parts = objectsOf(objectOf(candidate?.content)?.parts).filter((part) => part.thought !== true);
  const images = parts.flatMap(readImage);
  if (images.length === 0) throw withoutImage({ answer, candidate });
  const usage = objectOf(answer.usageMetadata);
  const read = usage === undefined ? undefined : readUsage(usage);
  return {
    images,
    model: textOf(answer.modelVersion),
    usage: read === undefined ? undefined : { ...read, images: images.length },
    providerMetadata: readMetadata({ answer, candidate, parts }),
  };
}

function readImage(part: JsonObject): ImageAnswer['images'][number][] {
  const data = objectOf(part.inlineData);
  const [b64_json, mime_type] = [textOf(data?.data), textOf(data?.mimeType)];
  return b64_json !== undefined && mime_type?.startsWith('image/') ? [{ b64_json, mime_type }] : [];
}

interface CandidateInput {
  readonly answer: JsonObject;
  readonly candidate: JsonObject | undefined;
}

/** Why there is no image: a blocked prompt or image, or a model that made none. */
function withoutImage({ answer, candidate }: CandidateInput): MalformedAnswerError {
  const blocked = textOf(objectOf(answer.promptFeedback)?.blockReason);
  const raw = blocked ?? textOf(candidate?.finishReason);
  const message = textOf(candidate?.finishMessage) ?? `no image: ${raw ?? 'no reason given'}`;
  const filtered = blocked !== undefined || finishReasonOf(raw ?? '') === 'content_filter';
  return new MalformedAnswerError({ class: filtered ? 'content_filter' : 'malformed_response', code: raw, message });
}

interface MetadataInput extends CandidateInput {
  readonly parts: readonly JsonObject[];
}

function readMetadata({ answer, candidate, parts }: MetadataInput): JsonObject | undefined {
  const text = parts.map((part) => textOf(part.text) ?? '').join('');
  const metadata: JsonObject = {
    responseId: answer.responseId,
    safetyRatings: candidate?.safetyRatings,
    groundingMetadata: candidate?.groundingMetadata,
    text: text === '' ? undefined : text,
  };
  const known = Object.entries(metadata).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}
