/** Tokens in disjoint buckets: no token is counted twice, so each bucket can be priced by itself. */
export interface Usage {
  /** Input that was neither read from nor written to a prompt cache. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly audioInputTokens: number;
  /** Output that the caller can read: text and tool calls. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly audioOutputTokens: number;
  /** Images made. Zero where the task makes none. */
  readonly images: number;
  /** True when the provider reported nothing and the figures were counted from the text. Never billed on failure. */
  readonly estimated: boolean;
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  audioInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  images: 0,
  estimated: false,
};

/** All input, cached tokens included (CONTRACT §4). */
export function totalInputTokens(usage: Usage): number {
  return (
    usage.inputTokens +
    usage.cachedInputTokens +
    usage.cacheWrite5mTokens +
    usage.cacheWrite1hTokens +
    usage.audioInputTokens
  );
}

/** All output, reasoning included (CONTRACT §4). */
export function totalOutputTokens(usage: Usage): number {
  return usage.outputTokens + usage.reasoningTokens + usage.audioOutputTokens;
}
