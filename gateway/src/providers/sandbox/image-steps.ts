import { createHash } from 'node:crypto';
import type { JsonObject } from '../../domain/json.ts';
import { ANSWERED_AT_S, SANDBOX_MODEL } from './chat-steps.ts';
import { tokensOf } from './read-chat-ask.ts';
import { type SandboxStep, wholeAnswer } from './sandbox-step.ts';
import { tinyPng } from './tiny-png.ts';

const MAX_IMAGES = 10;
/** What a small picture is metered at, about. */
const TOKENS_PER_IMAGE = 256;

/** An answer in the format of the OpenAI images API, for generations and edits: small pictures that the prompt decides. */
export function imageSteps(body: JsonObject): readonly SandboxStep[] {
  const count = Math.min(Math.max(Math.trunc(Number(body.n ?? 1)) || 1, 1), MAX_IMAGES);
  const prompt = typeof body.prompt === 'string' ? body.prompt : '';
  const asked = JSON.stringify(body);
  const data = Array.from({ length: count }, (_, index) => {
    const seed = createHash('sha256').update(`${index}:${asked}`).digest();
    const base64 = tinyPng({ seed, transparent: body.background === 'transparent' }).toString('base64');
    return body.response_format === 'url' ? { url: `data:image/png;base64,${base64}` } : { b64_json: base64 };
  });
  const input = tokensOf(prompt);
  const output = count * TOKENS_PER_IMAGE;
  const usage = { input_tokens: input, output_tokens: output, total_tokens: input + output };
  return wholeAnswer({
    body: { created: ANSWERED_AT_S, model: SANDBOX_MODEL, output_format: 'png', data, usage },
  });
}
