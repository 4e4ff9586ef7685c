import type { JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { numberOf, objectOf } from '../narrow-json.ts';

/**
 * `usage` (or an embedding's `meta`) in disjoint buckets: `tokens` is what went in and came out, `cached_tokens` a part
 * of what went in. Thinking is not counted apart. Where there are no `tokens`, the billed units are what is known.
 */
export function readUsage(usage: JsonObject): Usage | undefined {
  const counted = objectOf(usage.tokens) ?? objectOf(usage.billed_units);
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
