import type { JsonObject } from '../../domain/json.ts';
import { SANDBOX_MODEL } from './chat-steps.ts';
import { embedText } from './embed-text.ts';
import { tokensOf } from './read-chat-ask.ts';
import { type SandboxStep, wholeAnswer } from './sandbox-step.ts';
import { refuseRequest } from './upstream-errors.ts';

const STANDARD_DIMENSIONS = 256;
const MAX_DIMENSIONS = 4_096;
/** Vectors are made in the gateway's own process: no request may keep it busy for long. */
const MAX_NUMBERS = 1_000_000;

/** An answer in the format of the OpenAI embeddings API. */
export function embeddingsSteps(body: JsonObject): readonly SandboxStep[] {
  const inputs = [body.input].flat().map((input) => (typeof input === 'string' ? input : JSON.stringify(input)));
  const dimensions = typeof body.dimensions === 'number' ? body.dimensions : STANDARD_DIMENSIONS;
  if (dimensions < 1 || dimensions > MAX_DIMENSIONS || !Number.isInteger(dimensions)) {
    return refuseRequest({ param: 'dimensions', message: `The sandbox takes 1 to ${MAX_DIMENSIONS} dimensions.` });
  }
  if (inputs.length * dimensions > MAX_NUMBERS) {
    const message = `The sandbox makes at most ${MAX_NUMBERS} numbers a request; this is ${inputs.length * dimensions}.`;
    return refuseRequest({ param: 'input', message });
  }
  const isBase64 = body.encoding_format === 'base64';
  const data = inputs.map((text, index) => {
    const vector = embedText({ text, dimensions });
    return { object: 'embedding', index, embedding: isBase64 ? base64Of(vector) : vector };
  });
  const tokens = inputs.reduce((sum, text) => sum + tokensOf(text), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return wholeAnswer({ body: { object: 'list', data, model: SANDBOX_MODEL, usage } });
}

/** 32-bit floats, little-endian, as the format has them. */
function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [place, value] of vector.entries()) bytes.writeFloatLE(value, place * 4);
  return bytes.toString('base64');
}
