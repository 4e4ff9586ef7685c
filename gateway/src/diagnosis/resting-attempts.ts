import type { AttemptReport } from '../domain/gateway-error.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import { type LastingFailure, lastingFailure } from './lasting-failure.ts';

/** An attempt that was not made, because its target was to be left alone. */
export interface RestingAttempt {
  readonly attempt: number;
  readonly connection: string;
  readonly model: string;
  /** `probed`: its circuit was open, and another request was trying it just then. */
  readonly because: 'circuit_open' | 'cooling_down' | 'probed';
  /** ISO 8601; undefined where it was not recorded. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  /** The newest failure before, as far back as was looked. */
  readonly failure: LastingFailure | undefined;
}

interface Question {
  readonly record: RequestRecord;
  /** Requests of the same workspace before it, newest first. */
  readonly earlier: readonly RequestRecord[];
}

/** In the order of the route. */
export function restingAttempts({ record, earlier }: Question): readonly RestingAttempt[] {
  const left = [...record.skipped.flatMap(ofSkip), ...record.attempts.flatMap(ofAttempt)];
  return left
    .map((resting) => ({ ...resting, failure: lastingFailure({ report: resting, earlier }) }))
    .sort((one, other) => one.attempt - other.attempt);
}

/** Nothing was sent: the log has such an attempt as failed, but it was left out as much as one that the plan left out. */
export function wasNotSent({ failureClass }: Pick<AttemptRecord, 'failureClass'>): boolean {
  return failureClass === 'unavailable';
}

type Resting = Omit<RestingAttempt, 'failure'>;

function ofSkip({ attempt, connection, model, reason, since, until }: AttemptReport): Resting[] {
  if (reason !== 'circuit_open' && reason !== 'cooling_down') return [];
  return [{ attempt, connection, model, because: reason, since, until }];
}

function ofAttempt(attempt: AttemptRecord): Resting[] {
  const { position, connection, model } = attempt;
  if (!wasNotSent(attempt)) return [];
  return [{ attempt: position, connection, model, because: 'probed', since: undefined, until: undefined }];
}
