import type { Capability } from '@latentkit/contract/capability';
import type { AttemptOrder } from './attempt-order.ts';
import type { FailureClass } from './failure.ts';
import type { AttemptReport } from './gateway-error.ts';
import type { FundedBy } from './ledger.ts';
import type { NanoUsd } from './money.ts';
import type { Access } from './route.ts';
import type { Needs } from './task.ts';
import type { Usage } from './usage.ts';

/** `interrupted`: the gateway's process ended while it ran. */
export const OUTCOMES = ['answered', 'failed', 'cut', 'cancelled', 'interrupted'] as const;
export type RecordedOutcome = (typeof OUTCOMES)[number];

/** What is kept of one attempt. No prompt, no answer, no credential. */
export interface AttemptRecord {
  readonly id: string;
  readonly number: number;
  readonly position: number;
  readonly connection: string;
  readonly provider: string;
  readonly access: Access;
  readonly model: string;
  readonly outcome: RecordedOutcome;
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
  /**
   * What the caller is charged for it, margin included. Zero: nothing is charged (docs/billing.md says when). Undefined: the
   * model has no known price. Never zero for unknown.
   */
  readonly costNanoUsd: NanoUsd | undefined;
  /** What the provider takes for the usage by its list price, whether the caller is charged or not. */
  readonly providerCostNanoUsd: NanoUsd | undefined;
  readonly fundedBy: FundedBy;
  /** Whether the provider bills it. `unknown`: it was sent, and nobody said what became of it. */
  readonly billable: 'yes' | 'no' | 'unknown';
  /** What was set aside for it in the workspace's credits before it was sent. */
  readonly heldNanoUsd: NanoUsd;
}

/**
 * Written before an attempt is sent: what must be known of it if the process ends before it does. The request's record
 * closes it.
 */
export interface OpenAttempt {
  readonly requestId: string;
  readonly attemptId: string;
  readonly number: number;
  readonly position: number;
  readonly connection: string;
  readonly provider: string;
  readonly access: Access;
  readonly model: string;
  readonly fundedBy: FundedBy;
  readonly heldNanoUsd: NanoUsd;
  readonly workspaceId: string;
  readonly keyId: string;
  readonly keyName: string;
  readonly routeId: string;
  readonly routeName: string;
  readonly routeVersion: number;
  readonly endpoint: string;
  readonly stream: boolean;
  readonly capability: Capability | undefined;
  readonly member: string | undefined;
  readonly tags: readonly string[];
  /** The data folder of the process that sent it: whoever starts on that folder knows that the process is gone. */
  readonly instance: string;
  readonly shadowOf?: string | undefined;
  readonly replayedFrom?: string | undefined;
  readonly traceId?: string | undefined;
  /** Of the request. */
  readonly requestStartedAtMs: number;
  readonly startedAtMs: number;
  readonly estimatedInputTokens: number;
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
  /** 0: a draft. */
  readonly routeVersion: number | undefined;
  readonly endpoint: string;
  /** The endpoint's own capability, which an allowance and a usage report count by. */
  readonly capability: Capability | undefined;
  /** Whose key it was, and how it was labelled, when the request came. */
  readonly member: string | undefined;
  readonly tags: readonly string[];
  readonly profile: string | undefined;
  readonly stream: boolean;
  readonly outcome: RecordedOutcome;
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
  /** Of the attempts whose output reached the caller, or would have. */
  readonly usage: Usage | undefined;
  /** What the caller is charged: the sum over the attempts. Undefined: the price is not known. */
  readonly costNanoUsd: NanoUsd | undefined;
  readonly billedTo: Access | undefined;
  readonly finishReason: string | undefined;
  /** The request whose stored answer was sent again, for an Idempotency-Key that came once more. Nothing is charged for it. */
  readonly replayOf: string | undefined;
  /** The request whose task a candidate was sent as well. What that answered reached nobody; it is charged all the same. */
  readonly shadowOf?: string | undefined;
  /** The logged request that somebody had run once more, on a release of their choice. */
  readonly replayedFrom?: string | undefined;
  /** Until when what it said is kept, unless it is deleted before. Undefined: nothing of it is. */
  readonly contentUntilMs?: number | undefined;
  /** The trace that the caller said it belongs to: 32 hex digits (W3C Trace Context). */
  readonly traceId?: string | undefined;
  /** The plan as it was: attempts that were left out, each with its reason. */
  readonly skipped: readonly AttemptReport[];
  /** Why the others were tried in their order. Undefined: it was that of the route. */
  readonly order?: AttemptOrder | undefined;
  readonly attempts: readonly AttemptRecord[];
}
