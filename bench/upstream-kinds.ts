/** How the fake providers answer. */
export const UPSTREAMS = {
  /** A whole answer of 20 words, or a stream of 20 chunks. */
  short: { chunks: 20 },
  /** A stream of 100 chunks in one piece. */
  burst: { chunks: 100 },
  /** A stream of 100 chunks, each alone. */
  single: { chunks: 100, eventDelayMs: 5 },
  /** A stream that stays open for 100 s. */
  slow: { chunks: 100, eventDelayMs: 1_000 },
} as const;

export type UpstreamKind = keyof typeof UPSTREAMS;

export const UPSTREAM_KINDS: readonly UpstreamKind[] = ['short', 'burst', 'single', 'slow'];

/** What the words of every answer begin with. */
export const FIRST_WORD = 'word0';
