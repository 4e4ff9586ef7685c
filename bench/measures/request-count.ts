/** What the gateway was asked for: its request log has to say the same in the end. */
export interface RequestCount {
  answered: number;
  failed: number;
  /** Given up by the client on purpose. */
  abandoned: number;
  firstFailure: string | undefined;
}

export function createRequestCount(): RequestCount {
  return { answered: 0, failed: 0, abandoned: 0, firstFailure: undefined };
}
