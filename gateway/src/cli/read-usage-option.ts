import * as z from 'zod';
import { NO_USAGE, totalInputTokens, totalOutputTokens, type Usage } from '../domain/usage.ts';
import { usageError } from './cli-error.ts';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0);

/** `usage` of an answer, and the parts of it that an answer does not tell apart. */
const usageSchema = z.strictObject({
  input_tokens: count,
  cached_input_tokens: count,
  cache_write_5m_tokens: count,
  cache_write_1h_tokens: count,
  audio_input_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  audio_output_tokens: count,
  images: count,
  total_tokens: z.unknown().optional(),
  estimated: z.unknown().optional(),
});

const FIELDS = Object.keys(usageSchema.shape).filter((name) => name !== 'total_tokens' && name !== 'estimated');

/** Reads `--usage`: all input and output, and what is part of them. @throws CliError for what is no usage */
export function readUsageOption(text: string): Usage {
  const parsed = usageSchema.safeParse(parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw usageError(
      `--usage is no usage${where === '' ? '' : `: "${where}" is not a count`}.`,
      `Fields: ${FIELDS.join(', ')}.`,
    );
  }
  const given = parsed.data;
  const parts: Usage = {
    ...NO_USAGE,
    cachedInputTokens: given.cached_input_tokens,
    cacheWrite5mTokens: given.cache_write_5m_tokens,
    cacheWrite1hTokens: given.cache_write_1h_tokens,
    audioInputTokens: given.audio_input_tokens,
    reasoningTokens: given.reasoning_tokens,
    audioOutputTokens: given.audio_output_tokens,
    images: given.images,
  };
  const inputTokens = given.input_tokens - totalInputTokens(parts);
  const outputTokens = given.output_tokens - totalOutputTokens(parts);
  if (inputTokens < 0) throw usageError('--usage: the parts of the input are more than "input_tokens".');
  if (outputTokens < 0) throw usageError('--usage: the parts of the output are more than "output_tokens".');
  return { ...parts, inputTokens, outputTokens };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(
      '--usage is not JSON.',
      `Write it in single quotes: '{"input_tokens": 1000, "output_tokens": 50}'.`,
    );
  }
}
