import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import { totalsOf } from '../domain/charges.ts';
import type { KeptAnswer } from '../domain/idempotency.ts';
import type { RequestRecord, StageRecord } from '../domain/request-record.ts';
import type { Needs } from '../domain/task.ts';
import { skippedReports } from './attempt-log.ts';
import { type Dispatched, dispatch } from './dispatch.ts';
import type { Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';

/** As much of a finished exchange as its stages had reached. */
export type Reached = Exchange & Partial<Omit<Dispatched, keyof Exchange>>;

/**
 * Writes the one record of a request, whatever became of it. Called after every stage has left; resolves before the caller
 * gets the answer's last byte, so that no acknowledged answer is ever missing from the log.
 */
export function account({
  reached,
  outcome,
  stages,
  contentUntilMs,
  deps,
}: Ended & { readonly deps: PipelineDeps }): Promise<void> {
  return deps.journal.append(recordOf({ reached, outcome, stages, contentUntilMs, nowMs: deps.clock.now() }));
}

const NO_TAGS: readonly string[] = [];

interface Ended {
  readonly reached: Reached;
  readonly outcome: Outcome;
  readonly stages: readonly StageRecord[];
  /** Until when the content of the request is kept; undefined: it is not. */
  readonly contentUntilMs?: number | undefined;
}

function recordOf({
  reached,
  outcome,
  stages,
  contentUntilMs,
  nowMs,
}: Ended & { readonly nowMs: number }): RequestRecord {
  const { route, task, plan } = reached;
  const principal = reached.principal ?? ('error' in outcome ? outcome.error.principal : undefined);
  const { usage, costNanoUsd, last: charged } = totalsOf(outcome.attempts);
  // Named one by one, here and below: to spread an object into one that is begun takes V8 as long as all the rest.
  const end = endOf(outcome);
  return {
    id: reached.requestId,
    workspaceId: principal?.workspaceId,
    keyId: principal?.keyId,
    keyName: principal?.keyName,
    routeId: route?.id,
    routeName: route?.name,
    routeVersion: route?.version,
    endpoint: reached.endpoint,
    capability: reached.needs?.capabilities[0],
    member: principal?.member,
    tags: principal?.tags ?? NO_TAGS,
    profile: plan?.profile ?? reached.wantedProfile,
    stream: task?.stream ?? false,
    outcome: end.outcome,
    status: end.status,
    errorCode: end.errorCode,
    errorReason: end.errorReason,
    errorParam: end.errorParam,
    errorDetail: end.errorDetail,
    retryAfterMs: end.retryAfterMs,
    needs: reached.needs && withoutContent({ needs: reached.needs, reached }),
    // What took the time in there, the attempts tell.
    stages: stages.filter(({ name, ended }) => ended || name !== dispatch.name),
    startedAtMs: reached.startedAtMs,
    firstContentMs:
      charged?.firstContentMs === undefined
        ? undefined
        : charged.startedAtMs + charged.firstContentMs - reached.startedAtMs,
    totalMs: nowMs - reached.startedAtMs,
    usage,
    costNanoUsd,
    billedTo: charged?.access,
    finishReason: outcome.state === 'answered' ? finishReasonOf(outcome) : undefined,
    replayOf: outcome.state === 'replayed' ? outcome.answer.requestId : undefined,
    shadowOf: reached.shadowOf,
    replayedFrom: reached.replayedFrom,
    contentUntilMs,
    traceId: reached.trace?.traceId,
    skipped: plan ? skippedReports(plan) : [],
    order: plan?.order,
    attempts: outcome.attempts,
  };
}

/** The one text of a body among the needs is the connection of a pin: kept only where it names one of the route. */
function withoutContent({ needs, reached }: { needs: Needs; reached: Reached }): Needs {
  const { pin } = needs;
  if (pin?.kind !== 'connection') return needs;
  const isOurs = reached.route?.attempts.some(({ connection }) => connection.name === pin.connection) ?? false;
  return isOurs ? needs : { ...needs, pin: undefined };
}

const NO_ERROR = {
  errorCode: undefined,
  errorReason: undefined,
  errorParam: undefined,
  errorDetail: undefined,
  retryAfterMs: undefined,
} as const;

function endOf(outcome: Outcome) {
  switch (outcome.state) {
    case 'answered':
      return { ...NO_ERROR, outcome: outcome.state, status: 200 };
    case 'cancelled': {
      const code = 'client_closed_request';
      return { ...NO_ERROR, outcome: outcome.state, status: ERROR_CATALOGUE[code].status, errorCode: code };
    }
    case 'replayed':
      return endOfReplay(outcome.answer);
    case 'failed':
    case 'cut': {
      const { code, status, reason, param, detail, retryAfterMs } = outcome.error;
      // The head of a cut stream had already been sent as 200.
      return {
        outcome: outcome.state,
        status: outcome.state === 'cut' ? 200 : status,
        errorCode: code,
        errorReason: reason,
        errorParam: param,
        errorDetail: detail,
        retryAfterMs,
      };
    }
  }
}

/** As the request ended whose answer it is. */
function endOfReplay({ outcome, errorCode, errorReason }: KeptAnswer) {
  return { ...NO_ERROR, outcome, status: 200, errorCode, errorReason };
}

function finishReasonOf({ served }: Extract<Outcome, { state: 'answered' }>): string | undefined {
  return served.answer.operation === 'chat' ? served.answer.answer.finishReason : undefined;
}
