import type { EmbeddingsAnswer, EmbeddingsRequest } from '../../domain/embeddings.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { isErrorBody, readInBandFailure } from '../openai-chat/read-failure.ts';
import { readUsage } from '../openai-chat/read-usage.ts';
import type { OpenaiEmbeddingsOptions } from './options.ts';

const KNOWN = new Set(['object', 'data', 'model', 'usage', 'created']);

/** @throws MalformedAnswerError unless there is one vector of numbers for each input */
export function readAnswer(
  { body, request }: { body: unknown; request: EmbeddingsRequest },
  options: OpenaiEmbeddingsOptions,
): EmbeddingsAnswer {
  if (!isJsonObject(body)) throw new MalformedAnswerError({ message: 'the answer is no JSON object' });
  if (isErrorBody({ choices: [], ...body })) throw new MalformedAnswerError(readInBandFailure(body, options.failures));
  const data = Array.isArray(body.data) ? body.data.filter(isJsonObject) : [];
  const count = request.input.length;
  const embeddings: (readonly number[] | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const [place, entry] of data.entries()) {
    embeddings[typeof entry.index === 'number' ? entry.index : place] = readVector(entry.embedding);
  }
  const complete = embeddings.filter((vector) => vector !== undefined);
  if (complete.length !== count || embeddings.length !== count) {
    throw new MalformedAnswerError({ message: `the answer has ${complete.length} vectors for ${count} inputs` });
  }
  return {
    embeddings: complete,
    model: typeof body.model === 'string' ? body.model : undefined,
    usage: readUsage(body.usage, 'by_total'),
    providerMetadata: readMetadata(body),
  };
}

/** A list of numbers, or the base64 of little-endian 32-bit floats. */
function readVector(value: unknown): readonly number[] | undefined {
  if (typeof value === 'string') return decodeFloats(value);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((entry): entry is number => typeof entry === 'number') ? value : undefined;
}

function decodeFloats(base64: string): readonly number[] | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  return Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readFloatLE(place * 4));
}

function readMetadata(body: JsonObject): JsonObject | undefined {
  const rest = Object.entries(body).filter(([field, value]) => !KNOWN.has(field) && value !== null);
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}
