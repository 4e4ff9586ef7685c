import type { AttemptReport, GatewayError } from '../domain/gateway-error.ts';
import { costOf } from '../domain/price.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Task } from '../domain/task.ts';
import type { AttemptResult } from './attempt-result.ts';
import { DispatchFailure } from './dispatch-failure.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import type { AttemptPlan } from './plan-attempts.ts';
import { redactNote } from './redact-note.ts';

interface LogInput {
  readonly plan: AttemptPlan;
  readonly task: Task;
  readonly deps: PipelineDeps;
}

/** What was tried for one request, as the request log keeps it and as an exhausted route reports it. */
export interface AttemptLog {
  add(made: {
    readonly target: AttemptTarget;
    readonly result: AttemptResult;
    readonly startedAtMs: number;
  }): AttemptRecord;
  records(): readonly AttemptRecord[];
  /** Skipped and failed attempts together, for `attempts` in an error body. */
  reports(): readonly AttemptReport[];
  failure(error: GatewayError): DispatchFailure;
  cancelled(): DispatchFailure;
}

export function createAttemptLog({ plan, task, deps }: LogInput): AttemptLog {
  const records: AttemptRecord[] = [];
  return {
    add({ target, result, startedAtMs }) {
      const record = recordOf({ target, result, startedAtMs, number: records.length + 1, task, deps });
      records.push(record);
      return record;
    },
    records: () => records,
    reports: () => [
      ...records.filter(({ outcome }) => outcome !== 'answered').map(failedReport),
      ...skippedReports(plan),
    ],
    failure: (error) => {
      const cut = records.at(-1)?.outcome === 'cut';
      return new DispatchFailure({ state: cut ? 'cut' : 'failed', error, attempts: records });
    },
    cancelled: () => new DispatchFailure({ state: 'cancelled', attempts: records }),
  };
}

interface RecordInput {
  readonly target: AttemptTarget;
  readonly result: AttemptResult;
  readonly startedAtMs: number;
  readonly number: number;
  readonly task: Task;
  readonly deps: PipelineDeps;
}

function recordOf({ target, result, startedAtMs, number, task, deps }: RecordInput): AttemptRecord {
  const failure = result.state === 'failed' || result.state === 'cut' ? result.failure : undefined;
  const usage = result.state === 'failed' ? undefined : result.usage;
  const { credential } = target.connection;
  const redacted = (note: string | undefined) => note && redactNote({ note, credential, task });
  return {
    id: deps.ids.next('att'),
    number,
    position: target.position,
    connection: target.connection.name,
    provider: target.connection.provider,
    access: target.connection.access,
    model: target.model,
    outcome: result.state,
    failureClass: failure?.class,
    failureDetail: failure?.detail ?? redacted(failure?.code),
    failureNote: redacted(failure?.note),
    status: result.status,
    retryAfterMs: failure?.retryAfterMs,
    startedAtMs,
    firstContentMs: result.firstContentMs,
    totalMs: deps.clock.now() - startedAtMs,
    usage,
    costNanoUsd: usage && target.price ? costOf({ usage, price: target.price }) : undefined,
  };
}

const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

function failedReport(record: AttemptRecord): AttemptReport {
  const detail = record.failureDetail;
  // Some providers write whole sentences where a code belongs: those stay in the log.
  const shown = detail !== undefined && CODE.test(detail);
  const reason = shown ? `${record.failureClass}:${detail}` : record.failureClass;
  return {
    attempt: record.position,
    connection: record.connection,
    model: record.model,
    outcome: 'failed',
    reason: reason ?? record.outcome,
    ...(record.status === undefined ? undefined : { status: record.status }),
    latency_ms: record.totalMs,
  };
}

export function skippedReports(plan: AttemptPlan): AttemptReport[] {
  return plan.skipped.map(({ target, reason, sinceMs, untilMs }) => ({
    attempt: target.position,
    connection: target.connection.name,
    model: target.model,
    outcome: 'skipped',
    reason,
    ...(sinceMs === undefined ? undefined : { since: new Date(sinceMs).toISOString() }),
    ...(untilMs === undefined ? undefined : { until: new Date(untilMs).toISOString() }),
  }));
}
