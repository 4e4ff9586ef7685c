import type { AttemptRecord, RequestRecord } from './request-record.ts';

/** What a usage report reads of a request. */
export interface UsageRow
  extends Pick<
    RequestRecord,
    | 'id'
    | 'keyId'
    | 'keyName'
    | 'routeId'
    | 'routeName'
    | 'member'
    | 'tags'
    | 'outcome'
    | 'firstContentMs'
    | 'totalMs'
    | 'replayOf'
  > {
  readonly workspaceId: string;
  readonly capability: string | undefined;
  readonly attempts: readonly UsageAttempt[];
}

export interface UsageAttempt
  extends Pick<AttemptRecord, 'connection' | 'model' | 'outcome' | 'usage' | 'costNanoUsd' | 'providerCostNanoUsd'> {
  readonly access: string;
  readonly fundedBy: string;
}

/**
 * The stretches of time that sums are kept for, ms, each a multiple of the one before. A quarter of an hour fits into the
 * hours and days of every time zone; wider ones are those of UTC, so that a long time is read in few pieces.
 */
export const SPAN_MS = { slot: 900_000, hour: 3_600_000, part: 21_600_000, day: 86_400_000 } as const;
export type UsageSpan = keyof typeof SPAN_MS;

/** The narrowest first: it is summed up from rows, each other one from the one before. */
export const SPANS: readonly UsageSpan[] = ['slot', 'hour', 'part', 'day'];

/** Start of the stretch that a moment lies in. */
export function spanStart({ span, atMs }: { readonly span: UsageSpan; readonly atMs: number }): number {
  return Math.floor(atMs / SPAN_MS[span]) * SPAN_MS[span];
}

/** The sums of one stretch of time and one workspace, in the form that `usage/sums-format.ts` defines. */
export interface UsageSums {
  readonly workspaceId: string;
  /** For every combination of key, route, connection, model … that occurs. */
  readonly detail: Uint8Array;
  /** The same figures, told apart by who paid only: a few hundred bytes. */
  readonly totals: Uint8Array;
}

/** A stretch of time whose sums may say something else than the rows do, or are not made yet. */
export interface DirtyStretch {
  readonly startMs: number;
  /** Another one whenever something was appended since. */
  readonly mark: string;
}

interface Stretches {
  readonly span: UsageSpan;
  /** The first start. */
  readonly fromMs: number;
  /** No start from then on. */
  readonly toMs: number;
}

/**
 * Usage at rest: the rows of the request log, and sums that follow from them. Requests without a known key are no usage:
 * they are nobody's. A request belongs to the moment in its id, as
 * it does for a budget. Whoever appends requests marks their slots as dirty in the same transaction, so that the sums of a
 * stretch that is not dirty are exactly those of its rows.
 */
export interface UsageStore {
  /** Oldest first. */
  dirty(query: Stretches & { readonly limit: number }): Promise<readonly DirtyStretch[]>;
  /** Sums that were made, oldest first, one page of them; of a stretch without requests there are none. */
  sums(
    query: Stretches & {
      readonly part: 'detail' | 'totals';
      /** Undefined: of all workspaces. */
      readonly workspaceId: string | undefined;
      readonly after: { readonly startMs: number; readonly workspaceId: string } | undefined;
      readonly limit: number;
    },
  ): Promise<readonly { readonly startMs: number; readonly workspaceId: string; readonly sums: Uint8Array }[]>;
  /** The rows from one moment to before another, oldest first, one page of them. */
  rows(query: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly workspaceId: string | undefined;
    readonly keyId: string | undefined;
    readonly afterId: string | undefined;
    readonly limit: number;
  }): Promise<readonly UsageRow[]>;
  /**
   * Puts the sums of a stretch in the place of those that were there, and clears its mark; the next wider stretch is dirty
   * then. False, and nothing changed, where the stretch has another mark by now: what was summed up is out of date.
   */
  replaceSums(replacement: {
    readonly span: UsageSpan;
    readonly startMs: number;
    readonly mark: string;
    readonly sums: readonly UsageSums[];
  }): Promise<boolean>;
  /** Marks every slot that has rows or sums: all will be summed up again. */
  markAll(): Promise<void>;
}
