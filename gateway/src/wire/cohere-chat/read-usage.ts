import type { JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { numberOf, objectOf } from '../narrow-json.ts';

/**
 * `usage` (or an embedding's `meta`) in disjoint buckets. The API counts twice: `tokens` is what the model read and wrote,
 * with what the service wrote around the prompt; `billed_units` is what the caller pays for, and so what counts here
 * (docs.cohere.com, "How Does Cohere's Pricing Work?"). Which of the billed tokens came from a cache is not said, so
 * `cached_tokens` counts only where nothing is said of billing. Thinking is not counted apart.
 */
export function readUsage(usage: JsonObject): Usage | undefined {
  return readBilled(objectOf(usage.billed_units)) ?? readCounted(usage);
}

function readBilled(units: JsonObject | undefined): Usage | undefined {
  const input = numberOf(units?.input_tokens);
  const output = numberOf(units?.output_tokens);
  if (input === undefined && output === undefined) return undefined;
  return { ...NO_USAGE, inputTokens: input ?? 0, outputTokens: output ?? 0 };
}

function readCounted(usage: JsonObject): Usage | undefined {
  const counted = objectOf(usage.tokens);
  const input = numberOf(counted?.input_tokens);
  const output = numberOf(counted?.output_tokens);
  if (input === undefined && output === undefined) return undefined;
  const cached = numberOf(usage.cached_tokens) ?? 0;
  return {
    ...NO_USAGE,
    inputTokens: Math.max(0, (input ?? 0) - cached),
    cachedInputTokens: cached,
    outputTokens: output ?? 0,
  };
}
