import type { FailureClass } from './failure.ts';
import type { AttemptReport } from './gateway-error.ts';
import type { NanoUsd } from './money.ts';
import type { Access } from './route.ts';
import type { Needs } from './task.ts';
import type { Usage } from './usage.ts';

/** What is kept of one attempt. No prompt, no answer, no credential. */
export interface AttemptRecord {
  readonly id: string;
  readonly number: number;
  readonly position: number;
  readonly connection: string;
  readonly provider: string;
  readonly access: Access;
  readonly model: string;
  readonly outcome: 'answered' | 'failed' | 'cut' | 'cancelled';
  readonly failureClass: FailureClass | undefined;
  readonly failureDetail: string | undefined;
  readonly failureNote: string | undefined;
  readonly status: number | undefined;
  /** How long the provider asked to be left alone. */
  readonly retryAfterMs: number | undefined;
  readonly startedAtMs: number;
  readonly firstContentMs: number | undefined;
  readonly totalMs: number;
  readonly usage: Usage | undefined;
  /** Undefined: the model has no known price, or the attempt costs nothing that is known. Never zero for unknown. */
  readonly costNanoUsd: NanoUsd | undefined;
}

/** A stage that took time, or that ended the request. */
export interface StageRecord {
  readonly name: string;
  /** Since the start of the request. */
  readonly startedMs: number;
  readonly tookMs: number;
  /** True for the stage that refused the request, or in which it failed. */
  readonly ended: boolean;
}

export interface RequestRecord {
  readonly id: string;
  readonly workspaceId: string | undefined;
  readonly keyId: string | undefined;
  readonly keyName: string | undefined;
  readonly routeId: string | undefined;
  readonly routeName: string | undefined;
  readonly routeVersion: number | undefined;
  readonly endpoint: string;
  readonly profile: string | undefined;
  readonly stream: boolean;
  readonly outcome: 'answered' | 'failed' | 'cut' | 'cancelled';
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly errorReason: string | undefined;
  readonly errorParam: string | undefined;
  /** Our own finer name of the cause, where the reason leaves several: `quoted_key`, `tokens` … Never sent to the caller. */
  readonly errorDetail: string | undefined;
  /** How long the caller was told to wait. */
  readonly retryAfterMs: number | undefined;
  /** What the task needed of an attempt: enough to plan it again, and nothing of what it said. */
  readonly needs: Needs | undefined;
  /** Only the stages that took 1 ms or more, and the one that ended the request. */
  readonly stages: readonly StageRecord[];
  readonly startedAtMs: number;
  readonly firstContentMs: number | undefined;
  readonly totalMs: number;
  readonly usage: Usage | undefined;
  readonly costNanoUsd: NanoUsd | undefined;
  readonly billedTo: Access | undefined;
  readonly finishReason: string | undefined;
  /** The plan as it was: attempts that were left out, each with its reason. */
  readonly skipped: readonly AttemptReport[];
  readonly attempts: readonly AttemptRecord[];
}
