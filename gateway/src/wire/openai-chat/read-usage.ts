import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';

const KNOWN = new Set([
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'prompt_tokens_details',
  'completion_tokens_details',
  'prompt_cache_hit_tokens',
  'prompt_cache_miss_tokens',
  'num_cached_tokens',
  'reasoning_tokens',
]);

export type ReasoningCount = 'by_total' | 'apart';

/**
 * Usage in disjoint buckets. The format counts cached and audio tokens within `prompt_tokens`, and reasoning and audio
 * within `completion_tokens`; a few servers report reasoning apart, which their `total_tokens` shows.
 * Undefined where nothing is reported; a reported zero stays zero.
 */
export function readUsage(value: unknown, reasoningCount: ReasoningCount): Usage | undefined {
  if (!isJsonObject(value)) return undefined;
  const prompt = count(value.prompt_tokens);
  const completion = count(value.completion_tokens);
  if (prompt === undefined && completion === undefined) return undefined;
  const input = prompt ?? 0;
  const output = completion ?? 0;
  const inputDetails = isJsonObject(value.prompt_tokens_details) ? value.prompt_tokens_details : {};
  const outputDetails = isJsonObject(value.completion_tokens_details) ? value.completion_tokens_details : {};

  const hits = inputDetails.cached_tokens ?? value.prompt_cache_hit_tokens ?? value.num_cached_tokens;
  const cached = Math.min(count(hits) ?? 0, input);
  const written = Math.min(count(inputDetails.cache_write_tokens) ?? 0, input - cached);
  const audioInput = Math.min(count(inputDetails.audio_tokens) ?? 0, input - cached - written);
  const reasoning = count(outputDetails.reasoning_tokens) ?? count(value.reasoning_tokens) ?? 0;
  const isApart = reasoningIsApart({ input, output, reasoning, total: count(value.total_tokens), reasoningCount });
  const reasoningTokens = isApart ? reasoning : Math.min(reasoning, output);
  const readable = isApart ? output : output - reasoningTokens;
  const audioOutput = Math.min(count(outputDetails.audio_tokens) ?? 0, readable);
  return {
    ...NO_USAGE,
    inputTokens: input - cached - written - audioInput,
    cachedInputTokens: cached,
    cacheWrite5mTokens: written,
    audioInputTokens: audioInput,
    outputTokens: readable - audioOutput,
    reasoningTokens,
    audioOutputTokens: audioOutput,
  };
}

/** What a usage report says beyond tokens: a cost, timings, searches made. Undefined if nothing. */
export function readUsageExtras(value: unknown): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const extras = Object.entries(value).filter(([key, entry]) => !KNOWN.has(key) && entry !== null);
  return extras.length === 0 ? undefined : Object.fromEntries(extras);
}

function reasoningIsApart(report: {
  input: number;
  output: number;
  reasoning: number;
  total: number | undefined;
  reasoningCount: ReasoningCount;
}): boolean {
  const { input, output, reasoning, total, reasoningCount } = report;
  if (reasoning === 0) return false;
  return reasoningCount === 'apart' || reasoning > output || total === input + output + reasoning;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
}
