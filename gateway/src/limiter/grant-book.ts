/** What a limit counts, as far as it matters who still counts after he is gone: a minute forgets, a day does not. */
export type GrantKind = 'minute' | 'day' | 'running';

/** What one gateway asks of one limit, and tells of it at the same time. */
export interface GrantOrder {
  /** The same at every gateway: whose limit it is, what it counts and, for a day, which day. */
  readonly name: string;
  readonly kind: GrantKind;
  readonly limit: number;
  /** What counts here now. */
  readonly used: number;
  /** How much this gateway goes on using while the order is under way: never more than it was granted before. */
  readonly kept: number;
  /** How much more it wants than it keeps; 0: it only tells. */
  readonly wanted: number;
  /** The largest single piece of what it wants. */
  readonly largest: number;
  /** When the next part of what counts here counts no more, ms; undefined: nobody knows. */
  readonly returnsInMs: number | undefined;
  /** When the day ends, ms from now; undefined for what is no day. */
  readonly endsInMs: number | undefined;
}

export interface GrantAnswer {
  /** How much may be used here, what is used already included. */
  readonly granted: number;
  /** What all other gateways may use. */
  readonly others: number;
  /** When the next part of what counts at the others counts no more, ms; undefined: nobody knows. */
  readonly returnsInMs: number | undefined;
  /** False: nobody had told anything of this limit before. */
  readonly wasKnown: boolean;
}

/**
 * Where the gateways of an installation agree on who may use how much of each limit. What it has granted to all of them
 * together is never more than the limit, but for what was used before anybody asked.
 */
export interface GrantBook {
  /** One answer for each order, in their order. @throws Error where the book is away, or too slow */
  settle(orders: readonly GrantOrder[]): Promise<readonly GrantAnswer[]>;
  /** Says that this gateway is there. Resolves to how many are, itself included. @throws Error as `settle` does */
  beat(): Promise<number>;
  /** Nothing is granted to this gateway any more. @throws Error as `settle` does */
  leave(orders: readonly GrantOrder[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * How long a gateway goes by a grant that it has not renewed. The book keeps it for longer by a minute, which is how long
 * what was used last still counts, and by some seconds for a clock that runs differently.
 */
export const GRANT_USABLE_MS = 30_000;
export const GRANT_KEPT_MS = GRANT_USABLE_MS + 65_000;
