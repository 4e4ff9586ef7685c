import type { RouteStrategy } from '@latentkit/contract/route-strategy';

/** A strategy that compares the attempts which can serve a request. */
export type MeasuredStrategy = Exclude<RouteStrategy, 'in_order' | 'weighted'>;

/** Why the first attempt is the first. */
export const FIRST_BECAUSE = ['best', 'session', 'explored', 'drawn'] as const;

/** Why the attempts of a plan stand in their order. */
export interface AttemptOrder {
  readonly strategy: RouteStrategy;
  /**
   * `best`: by the strategy. `session`: the session was answered there before, or its attempts are drawn by it.
   * `explored`: to be measured. `drawn`: by the weights, for this request.
   */
  readonly first: (typeof FIRST_BECAUSE)[number];
  /** In their order; empty where they were drawn. */
  readonly ranks: readonly AttemptRank[];
}

export interface AttemptRank {
  /** Its place in the route, from 1. */
  readonly attempt: number;
  /**
   * The smaller, the better. `cheapest`: nano-dollars; `fastest`: milliseconds; `least_busy`: requests under way for each
   * unit of weight. Undefined: not known.
   */
  readonly value: number | undefined;
}
