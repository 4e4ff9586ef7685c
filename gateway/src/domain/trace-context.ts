/** The trace that a caller's request belongs to, as it was told by W3C Trace Context. */
export interface TraceContext {
  /** 32 lower-case hex digits, not all of them 0. */
  readonly traceId: string;
  /** Two hex digits, of which only the bits that level 2 defines may be set: sampled, and drawn at random. */
  readonly flags: string;
  /** What the tracing systems on the way have added; undefined: nothing, or nothing that can be read. */
  readonly state: string | undefined;
}
