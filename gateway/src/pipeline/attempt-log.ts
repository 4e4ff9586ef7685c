import { chargesOf } from '../domain/charges.ts';
import type { AttemptReport, GatewayError } from '../domain/gateway-error.ts';
import type { AttemptId } from '../domain/ids.ts';
import type { FundedBy } from '../domain/ledger.ts';
import type { NanoUsd } from '../domain/money.ts';
import { type Charges, NO_CHARGES } from '../domain/ports.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Task } from '../domain/task.ts';
import type { AttemptResult } from './attempt-result.ts';
import { chargeAttempt } from './charge-attempt.ts';
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
  add(made: MadeAttempt): AttemptRecord;
  /** What the attempts so far are charged. */
  charges(): Charges;
  records(): readonly AttemptRecord[];
  /** Skipped and failed attempts together, for `attempts` in an error body. */
  reports(): readonly AttemptReport[];
  failure(error: GatewayError): DispatchFailure;
  /** With a dismissal: the gateway gave the request up, and tells its client why. */
  cancelled(client: { readonly dismissal: GatewayError | undefined }): DispatchFailure;
}

export interface MadeAttempt {
  readonly id: AttemptId;
  readonly target: AttemptTarget;
  readonly result: AttemptResult;
  readonly startedAtMs: number;
  readonly fundedBy: FundedBy;
  readonly heldNanoUsd: NanoUsd;
}

export function createAttemptLog({ plan, task, deps }: LogInput): AttemptLog {
  const records: AttemptRecord[] = [];
  return {
    add(made) {
      const record = recordOf({ ...made, number: records.length + 1, task, deps });
      records.push(record);
      return record;
    },
    charges: () => (records.length === 0 ? NO_CHARGES : chargesOf(records)),
    records: () => records,
    reports: () => [
      ...records.filter(({ outcome }) => outcome !== 'answered').map(failedReport),
      ...skippedReports(plan),
    ],
    failure: (error) => {
      const cut = records.at(-1)?.outcome === 'cut';
      return new DispatchFailure({ state: cut ? 'cut' : 'failed', error, attempts: records });
    },
    cancelled: ({ dismissal: error }) => {
      if (error === undefined) return new DispatchFailure({ state: 'cancelled', attempts: records });
      const wasSeen = task.stream && records.some(({ firstContentMs }) => firstContentMs !== undefined);
      return new DispatchFailure({ state: wasSeen ? 'cut' : 'failed', error, attempts: records });
    },
  };
}

interface RecordInput extends MadeAttempt {
  readonly number: number;
  readonly task: Task;
  readonly deps: PipelineDeps;
}

function recordOf({
  id,
  target,
  result,
  startedAtMs,
  number,
  task,
  deps,
  fundedBy,
  heldNanoUsd,
}: RecordInput): AttemptRecord {
  const failure = result.state === 'failed' || result.state === 'cut' ? result.failure : undefined;
  const { credential } = target.connection;
  const charged = chargeAttempt({ target, result, startedAtMs });
  const redacted = (note: string | undefined) => note && redactNote({ note, credential, task });
  return {
    id,
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
    usage: charged.usage,
    costNanoUsd: charged.costNanoUsd,
    providerCostNanoUsd: charged.providerCostNanoUsd,
    billable: charged.billable,
    fundedBy,
    heldNanoUsd,
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
