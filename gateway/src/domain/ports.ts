import type { RequestId } from './ids.ts';
import type { RequestRecord } from './request-record.ts';
import type { Principal, Snapshot } from './route.ts';

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

/** The durable record of what happened: written before the answer's last byte, drained to the store later. */
export interface Journal {
  /** Hands the record to the operating system before it returns; survives a kill of the process. */
  append(record: RequestRecord): void;
}

export type Admission =
  | { readonly admitted: true; release(usedTokens: number | undefined): void; readonly limits: LimitState | undefined }
  | {
      readonly admitted: false;
      readonly reason: 'key' | 'route' | 'workspace' | 'ip' | 'concurrency';
      /** Which of the limits it was. */
      readonly counted: 'requests' | 'tokens' | 'concurrency';
      readonly retryAfterMs: number;
      readonly limits: LimitState | undefined;
    };

/** The tightest limit, for the `RateLimit` headers. */
export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
  /** The window's length, s; undefined for what is no rate, as concurrency is. */
  readonly windowSeconds: number | undefined;
}

export interface Limiter {
  admit(claim: {
    readonly principal: Principal;
    readonly estimatedTokens: number;
    readonly nowMs: number;
  }): Admission | Promise<Admission>;
}

export type Hold =
  | { readonly held: true; settle(nanoUsd: number): void; release(): void }
  | {
      readonly held: false;
      readonly reason: 'workspace_budget' | 'route_budget' | 'key_budget';
      readonly resetsAtMs: number | undefined;
    };

/** Budgets: the worst case is held before the call, and settled with the real cost after it. */
export interface Ledger {
  hold(claim: {
    readonly requestId: RequestId;
    readonly principal: Principal;
    readonly nanoUsd: number;
    readonly nowMs: number;
  }): Hold | Promise<Hold>;
}

/** What the planner may know about the health of targets. Read-only: planning never changes it. */
export interface HealthView {
  /** `probe`: the circuit's pause is over, and one request may try. */
  state(
    circuitKey: string,
    nowMs: number,
  ): { readonly kind: 'closed' | 'probe' } | { readonly kind: 'open' | 'cooling'; readonly untilMs: number };
}

export interface Health extends HealthView {
  succeeded(circuitKey: string, nowMs: number): void;
  failed(circuitKey: string, nowMs: number): void;
  /** Leaves the target alone until then. Extends to the later deadline, never shortens. */
  cool(circuitKey: string, untilMs: number): void;
  /**
   * Asked right before a target whose state was `probe` is called: true makes this request the probe, and keeps all others
   * out until it reports `succeeded`, `failed` or `cool`, or is abandoned. True as well where the circuit closed meanwhile.
   */
  tryProbe(circuitKey: string, nowMs: number): boolean;
  /** The probe ended without a verdict on its target (cancelled, or the task's own fault): the next request may try. */
  abandonProbe(circuitKey: string): void;
}

/** Leaves no secret behind: structured fields only, redacted at the sink. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
