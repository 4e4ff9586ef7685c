import { ERROR_CATALOGUE, type ErrorCode } from '@latentkit/contract/error-catalogue';
import type { Principal } from './route.ts';

/** One line of `attempts` in an `all_providers_exhausted` answer. */
export interface AttemptReport {
  /** Place in the route, from 1. */
  readonly attempt: number;
  readonly connection: string;
  readonly model: string;
  readonly outcome: 'skipped' | 'failed';
  readonly reason: string;
  /** ISO 8601: since when, and until when, it rests. Only where it does. */
  readonly since?: string;
  readonly until?: string;
  readonly status?: number;
  readonly latency_ms?: number;
}

export interface GatewayErrorDetails {
  /** Replaces the catalogue's sentence where a more precise one can be given. */
  readonly message?: string | undefined;
  /** Replaces the catalogue's where HTTP has a more precise one (408, 431). */
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly hint?: string | undefined;
  readonly param?: string | undefined;
  readonly attempts?: readonly AttemptReport[] | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Further fields of the error body (`upgrade_to`, `guardrail` …). */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  /** Our own finer name of the cause, for the request log and the diagnosis only. */
  readonly detail?: string | undefined;
  /** Whose key was refused, for the request log only. */
  readonly principal?: Principal | undefined;
  /** For the log only. */
  readonly note?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class. `message`, `reason`, `hint`, `param`, `attempts` reach the caller; `detail`, `principal`,
 * `note` and `cause` only the logs.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly reason: string | undefined;
  readonly hint: string;
  readonly param: string | undefined;
  readonly attempts: readonly AttemptReport[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly extra: Readonly<Record<string, unknown>> | undefined;
  readonly detail: string | undefined;
  readonly principal: Principal | undefined;
  readonly note: string | undefined;

  constructor(code: ErrorCode, details: GatewayErrorDetails = {}) {
    const entry = ERROR_CATALOGUE[code];
    super(details.message ?? entry.message, { cause: details.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.status = details.status ?? entry.status;
    this.reason = details.reason;
    this.hint = details.hint ?? entry.hint;
    this.param = details.param;
    this.attempts = details.attempts;
    this.retryAfterMs = details.retryAfterMs;
    this.extra = details.extra;
    this.detail = details.detail;
    this.principal = details.principal;
    this.note = details.note;
  }
}
