import type { FixStep } from './cause.ts';
import type { CauseCode } from './causes/all-causes.ts';

/** Why a request went as it did, as `latentkit explain` prints it and the API answers it. */
export interface Diagnosis {
  readonly request_id: string;
  /** How it ended and why: what to read first. */
  readonly summary: string;
  readonly what_happened: readonly Happening[];
  /** Null where the request was answered: nothing of it has to be mended. */
  readonly root_cause: { readonly code: CauseCode; readonly sentence: string } | null;
  /**
   * First what the root cause needs, then what else went wrong on the way. For an answered request: what would spare it
   * the detour, if it took one.
   */
  readonly fix: readonly FixStep[];
  readonly would_work_now: WouldWorkNow;
}

export interface Happening {
  /** Milliseconds since the start of the request. */
  readonly at_ms: number;
  /** Left out where it took no time worth noting. */
  readonly took_ms?: number;
  /** The stage of the pipeline, or `attempt`. */
  readonly stage: string;
  readonly text: string;
}

export interface WouldWorkNow {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly why: string;
  /** The plan of today, made by the planner that serves requests; left out where none can be made. */
  readonly plan?: PlanNow;
}

export interface PlanNow {
  readonly route: string;
  readonly version: number;
  readonly profile: string;
  readonly attempts: readonly PlannedAttempt[];
  readonly skipped: readonly (PlannedAttempt & { readonly reason: string; readonly until?: string })[];
}

export interface PlannedAttempt {
  readonly attempt: number;
  readonly connection: string;
  readonly model: string;
}
