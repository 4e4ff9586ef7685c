import type { JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { countOf, objectOf } from '../narrow-json.ts';

/** The usage figures of one answer, as far as they are known. Later reports are cumulative and replace earlier ones. */
export interface UsageFigures {
  readonly input: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
  readonly cacheWrite5m: number | undefined;
  readonly cacheWrite1h: number | undefined;
  readonly output: number | undefined;
  readonly thinking: number | undefined;
}

export const NO_FIGURES: UsageFigures = {
  input: undefined,
  cacheRead: undefined,
  cacheWrite: undefined,
  cacheWrite5m: undefined,
  cacheWrite1h: undefined,
  output: undefined,
  thinking: undefined,
};

export const USAGE_FIELDS: ReadonlySet<string> = new Set([
  'input_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'cache_creation',
  'output_tokens',
  'output_tokens_details',
]);

export function mergeUsage({ known, report }: { known: UsageFigures; report: JsonObject }): UsageFigures {
  const creation = objectOf(report.cache_creation);
  const details = objectOf(report.output_tokens_details);
  return {
    input: countOf(report.input_tokens) ?? known.input,
    cacheRead: countOf(report.cache_read_input_tokens) ?? known.cacheRead,
    cacheWrite: countOf(report.cache_creation_input_tokens) ?? known.cacheWrite,
    cacheWrite5m: countOf(creation?.ephemeral_5m_input_tokens) ?? known.cacheWrite5m,
    cacheWrite1h: countOf(creation?.ephemeral_1h_input_tokens) ?? known.cacheWrite1h,
    output: countOf(report.output_tokens) ?? known.output,
    thinking: countOf(details?.thinking_tokens) ?? known.thinking,
  };
}

/**
 * Disjoint buckets. `input_tokens` counts neither cached nor cache-writing input; `output_tokens` includes thinking.
 * While the output is not yet reported it is zero and the usage marked as estimated: only the input is a fact then.
 */
export function readUsage(figures: UsageFigures): Usage | undefined {
  const { input, output, cacheWrite, cacheWrite5m } = figures;
  if (input === undefined && output === undefined) return undefined;
  const cacheWrite1hTokens = figures.cacheWrite1h ?? 0;
  const reasoningTokens = Math.min(figures.thinking ?? 0, output ?? 0);
  return {
    ...NO_USAGE,
    inputTokens: input ?? 0,
    cachedInputTokens: figures.cacheRead ?? 0,
    // The total is cumulative over a stream, the split by lifetime is reported only once: the difference is 5 minutes.
    cacheWrite5mTokens: cacheWrite === undefined ? (cacheWrite5m ?? 0) : Math.max(cacheWrite - cacheWrite1hTokens, 0),
    cacheWrite1hTokens,
    outputTokens: (output ?? 0) - reasoningTokens,
    reasoningTokens,
    estimated: output === undefined,
  };
}
