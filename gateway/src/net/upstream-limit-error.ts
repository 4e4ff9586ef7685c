/** What grew past its bound. */
export type UpstreamLimit = 'event_bytes' | 'line_bytes' | 'body_bytes' | 'inflated_bytes';

/** An upstream sent more than we are willing to hold in memory. The call that produced it must be cut. */
export class UpstreamLimitError extends Error {
  override readonly name = 'UpstreamLimitError';
  readonly limit: UpstreamLimit;
  readonly maxBytes: number;

  constructor({ limit, maxBytes }: { limit: UpstreamLimit; maxBytes: number }) {
    super(`upstream exceeded ${limit} (at most ${maxBytes})`);
    this.limit = limit;
    this.maxBytes = maxBytes;
  }
}
