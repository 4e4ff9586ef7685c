import type { CircuitReport } from './circuit-report.ts';
import type { FailureClass } from './failure.ts';
import type { ConnectionId, RequestId } from './ids.ts';
import type { FundedBy } from './ledger.ts';
import type { LimitReport } from './limits.ts';
import type { NanoUsd } from './money.ts';
import type { OpenAttempt, RequestRecord } from './request-record.ts';
import type {
  ApplyingBudget,
  AttemptTarget,
  Budget,
  BudgetScope,
  Managed,
  Principal,
  PublishedRoute,
  Snapshot,
} from './route.ts';

/** Wall-clock milliseconds; a monotonic twin for measuring. Passed in, so that tests decide the time. */
export interface Clock {
  now(): number;
}

export interface SnapshotSource {
  current(): Snapshot;
}

/** Digest of a presented key: HMAC-SHA-256 with the installation's pepper, hex. */
export interface KeyHasher {
  /** `connection` is what the key came through: the same key on it needs no second digest. */
  digest(presented: { readonly secret: string; readonly connection: object }): string;
}

/** The durable record of what happens: written before it has an effect outside, drained to the store later. */
export interface Journal {
  /**
   * Called before an attempt is sent. Resolves when the operating system has it: it survives a kill of the process.
   * Never rejects: where the disk takes nothing, serving goes on.
   */
  open(attempt: OpenAttempt): Promise<void>;
  /** Called before the answer's last byte. Resolves as `open` does; the record closes what was open of its request. */
  append(record: RequestRecord): Promise<void>;
}

/** Whether a request may run now. Every limit that applies has taken it, or none has. */
export type Admission =
  | {
      readonly admitted: true;
      readonly limits: LimitReport | undefined;
      /**
       * Gives back the place of the request, and the tokens that were taken beyond those used; only the first call counts.
       * Undefined: nobody knows what was used, and the estimate stands.
       */
      release(usedTokens: number | undefined): void;
    }
  | { readonly admitted: false; readonly retryAfterMs: number; readonly limits: LimitReport };

export interface Limiter {
  admit(claim: {
    readonly principal: Principal;
    readonly clientIp: string;
    /** What the request may use at most. */
    readonly estimatedTokens: number;
    readonly nowMs: number;
  }): Admission | Promise<Admission>;
}

/** What an attempt may cost at worst, and who pays. */
export interface HoldNeed {
  readonly nanoUsd: NanoUsd;
  readonly fundedBy: FundedBy;
  /** What the attempts before it are charged already. */
  readonly before: Charges;
}

/** What attempts are charged, in the words of the accounts that it is taken from. */
export interface Charges {
  /** Taken from every budget. */
  readonly nanoUsd: NanoUsd;
  /** The part of it that credits pay. */
  readonly creditsNanoUsd: NanoUsd;
  /** Whether one of them used the allowance of the plan. */
  readonly usedAllowance: boolean;
}

export const NO_CHARGES: Charges = { nanoUsd: 0, creditsNanoUsd: 0, usedAllowance: false };

/**
 * Why nothing was held. `askable`: this gateway's share of it is used up, and what the other gateways leave may be asked for
 * by `grow`.
 */
export type HoldRefusal = { readonly askable?: boolean } & (
  | {
      readonly kind: 'budget';
      readonly scope: BudgetScope;
      readonly scopeName: string;
      readonly window: Budget['window'];
      readonly resetsAtMs: number | undefined;
    }
  /** `hasCredits`: they are used up; else the plan's allowance does not pay for this, and nothing else does. */
  | { readonly kind: 'credits'; readonly hasCredits: boolean }
  | { readonly kind: 'allowance'; readonly capability: Managed; readonly resetsAtMs: number | undefined }
);

/** What a request holds on the budgets, the credits and the allowance that apply to it. */
export interface Claim {
  /** True where something is held at all: without a budget, credits and a plan there is nothing to do. */
  readonly isReal: boolean;
  /**
   * Sets aside what the next attempt may cost, in place of what was set aside before: on everything that applies, or on
   * nothing. Undefined: it is held.
   */
  cover(need: HoldNeed): HoldRefusal | undefined;
  /**
   * Asks for what the last `cover` found short in this gateway's shares. Resolves when it is known whether there is more;
   * `cover` tells. @throws GatewayError storage_unavailable
   */
  grow(): Promise<void>;
  /** Charges what the attempts cost, also beyond what was held, and gives back the rest. Only the first end counts. */
  settle(charges: Charges): void;
  release(): void;
  /** What was charged is in the journal now. Only what is recorded is ever looked for in the store. */
  recorded(): void;
}

/**
 * Budgets, credits and allowances: the worst case is held before the call, and settled with the real cost after it.
 */
export interface Ledger {
  /** Holds nothing yet. @throws GatewayError storage_unavailable where what was spent before cannot be read */
  open(claim: {
    readonly requestId: RequestId;
    readonly principal: Principal;
    /** What an allowance counts the request as. */
    readonly managed: Managed;
    /** Whether one of the planned attempts has platform access, which credits or an allowance pay. */
    readonly platform: boolean;
    readonly nowMs: number;
  }): Claim | Promise<Claim>;
}

/** Told of every charge to a budget, at once: must be cheap, and must not throw. */
export interface BudgetWatcher {
  spent(charge: {
    readonly applying: ApplyingBudget;
    readonly windowStartMs: number;
    readonly windowEndMs: number | undefined;
    readonly beforeNanoUsd: NanoUsd;
    readonly spentNanoUsd: NanoUsd;
    readonly nowMs: number;
  }): void;
}

/** What the planner may know about the health of targets. Read-only: planning never changes it. */
export interface HealthView {
  /** `probe`: the circuit's pause is over, and one request may try. `sinceMs`: when its trouble began. */
  state(
    circuitKey: string,
    nowMs: number,
  ):
    | { readonly kind: 'closed' | 'probe' }
    | { readonly kind: 'open' | 'cooling'; readonly sinceMs: number; readonly untilMs: number };
}

/** A failure that says something of its target's health. */
export interface TargetFailure {
  readonly circuitKey: string;
  readonly failureClass: FailureClass;
  /** Whether it counts against the circuit. */
  readonly counts: boolean;
  /** Leaves the target alone until then: extends to the later deadline, never shortens. Undefined: nobody asked for it. */
  readonly coolUntilMs: number | undefined;
  readonly nowMs: number;
}

export interface Health extends HealthView {
  /** Says whether this closed the circuit. */
  succeeded(circuitKey: string, nowMs: number): 'closed' | undefined;
  /** Says whether this opened the circuit: once, however often it is probed in vain. */
  failed(failure: TargetFailure): 'opened' | undefined;
  /**
   * Asked right before a target whose state was `probe` is called: true makes this request the probe, and keeps all others
   * out until it reports `succeeded` or `failed`, or is abandoned. True as well where the circuit closed meanwhile.
   */
  tryProbe(circuitKey: string, nowMs: number): boolean;
  /** The probe ended without a verdict on its target (cancelled, or the task's own fault): the next request may try. */
  abandonProbe(circuitKey: string): void;
  /** For people, never for planning. */
  report(circuitKey: string, nowMs: number): CircuitReport;
}

/** What of a target an operator wants to be told of. */
export interface Incident {
  readonly kind: 'circuit.opened' | 'circuit.closed' | 'credential.refused';
  readonly target: AttemptTarget;
  readonly route: Pick<PublishedRoute, 'id' | 'name' | 'workspaceId'>;
  readonly failureClass: FailureClass | undefined;
  /** HTTP status of the provider's answer. */
  readonly status: number | undefined;
  readonly nowMs: number;
}

/** Told on the request path, at once: must be cheap, must not wait, and must not throw. */
export interface IncidentWatcher {
  happened(incident: Incident): void;
}

/** Where a session was answered last: the connection, whatever its credential, and the model. */
export interface SessionHome {
  readonly connectionId: ConnectionId;
  readonly model: string;
}

/** What the planner may know of how targets are doing. Kept by `circuitKey`. Read-only, as `HealthView` is. */
export interface LoadView {
  /** Requests that run there now. */
  underWay(circuitKey: string): number;
  /** A moving average until the first content of streams, ms. Undefined: not measured lately. */
  firstContentMs(circuitKey: string, nowMs: number): number | undefined;
  /** The same for answers that are not streamed, until they are whole. */
  wholeAnswerMs(circuitKey: string, nowMs: number): number | undefined;
  /** Undefined: the session is new, or was quiet for too long. */
  homeOf(session: number, nowMs: number): SessionHome | undefined;
}

/** In memory, of this process: told on the request path, so nothing of it may wait. */
export interface Load extends LoadView {
  began(circuitKey: string, nowMs: number): void;
  ended(run: EndedRun): void;
  answered(answered: { readonly session: number; readonly home: SessionHome; readonly nowMs: number }): void;
}

export interface EndedRun {
  readonly circuitKey: string;
  readonly stream: boolean;
  /** Until its first content, or the whole answer, ms. Undefined: it says nothing of how fast the target is. */
  readonly tookMs: number | undefined;
  readonly nowMs: number;
}

/** Where no gateway can be asked, or its state is not what counts: planning goes as if all were well. */
export const ALL_WELL: HealthView = { state: () => ({ kind: 'closed' }) };

/** Where no gateway can be asked: nothing runs, and nothing was measured. */
export const NO_LOAD: LoadView = {
  underWay: () => 0,
  firstContentMs: () => undefined,
  wholeAnswerMs: () => undefined,
  homeOf: () => undefined,
};

/** Leaves no secret behind: structured fields only, redacted at the sink. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
