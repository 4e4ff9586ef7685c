import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { countOf, objectOf, otherFields } from '../narrow-json.ts';

/**
 * Usage in disjoint buckets: `input_tokens` counts what was read from and written to the prompt cache too,
 * `output_tokens` counts reasoning. Undefined where nothing is reported; a reported zero stays zero.
 */
export function readUsage(value: unknown): Usage | undefined {
  if (!isJsonObject(value)) return undefined;
  const input = countOf(value.input_tokens);
  const output = countOf(value.output_tokens);
  if (input === undefined && output === undefined) return undefined;
  const inputDetails = objectOf(value.input_tokens_details);
  const outputDetails = objectOf(value.output_tokens_details);
  const cached = Math.min(countOf(inputDetails?.cached_tokens) ?? 0, input ?? 0);
  const written = Math.min(countOf(inputDetails?.cache_write_tokens) ?? 0, (input ?? 0) - cached);
  const reasoning = Math.min(countOf(outputDetails?.reasoning_tokens) ?? 0, output ?? 0);
  return {
    ...NO_USAGE,
    inputTokens: (input ?? 0) - cached - written,
    cachedInputTokens: cached,
    cacheWrite5mTokens: written,
    outputTokens: (output ?? 0) - reasoning,
    reasoningTokens: reasoning,
  };
}

const KNOWN: ReadonlySet<string> = new Set([
  'input_tokens',
  'input_tokens_details',
  'output_tokens',
  'output_tokens_details',
  'total_tokens',
]);

/** What a usage report says beyond tokens. Undefined if nothing. */
export function readUsageExtras(value: unknown): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const extras = otherFields({ of: value, known: KNOWN });
  return Object.keys(extras).length === 0 ? undefined : extras;
}
