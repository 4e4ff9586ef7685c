import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import type { RequestRecord } from '../domain/request-record.ts';
import { skippedReports } from './attempt-log.ts';
import type { Dispatched } from './dispatch.ts';
import type { Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';

/** As much of a finished exchange as its stages had reached. */
export type Reached = Exchange & Partial<Omit<Dispatched, keyof Exchange>>;

/**
 * Writes the one record of a request, whatever became of it. Called after every stage has left and before the caller
 * gets the answer's last byte, so that no acknowledged answer is ever missing from the log.
 */
export function account({ reached, outcome, deps }: { reached: Reached; outcome: Outcome; deps: PipelineDeps }): void {
  deps.journal.append(recordOf({ reached, outcome, nowMs: deps.clock.now() }));
}

function recordOf({ reached, outcome, nowMs }: { reached: Reached; outcome: Outcome; nowMs: number }): RequestRecord {
  const { principal, route, task, plan } = reached;
  const charged = outcome.attempts.findLast((attempt) => attempt.usage !== undefined);
  return {
    id: reached.requestId,
    workspaceId: principal?.workspaceId,
    keyId: principal?.keyId,
    keyName: principal?.keyName,
    routeId: route?.id,
    routeName: route?.name,
    routeVersion: route?.version,
    endpoint: reached.endpoint,
    profile: plan?.profile ?? reached.wantedProfile,
    stream: task?.stream ?? false,
    ...endOf(outcome),
    startedAtMs: reached.startedAtMs,
    firstContentMs:
      charged?.firstContentMs === undefined
        ? undefined
        : charged.startedAtMs + charged.firstContentMs - reached.startedAtMs,
    totalMs: nowMs - reached.startedAtMs,
    usage: charged?.usage,
    costNanoUsd: charged?.costNanoUsd,
    billedTo: charged?.access,
    finishReason: outcome.state === 'answered' ? finishReasonOf(outcome) : undefined,
    skipped: plan ? skippedReports(plan) : [],
    attempts: outcome.attempts,
  };
}

function endOf(outcome: Outcome) {
  const none = { errorCode: undefined, errorReason: undefined, errorParam: undefined };
  switch (outcome.state) {
    case 'answered':
      return { outcome: outcome.state, status: 200, ...none };
    case 'cancelled': {
      const code = 'client_closed_request';
      return { ...none, outcome: outcome.state, status: ERROR_CATALOGUE[code].status, errorCode: code };
    }
    case 'failed':
    case 'cut': {
      const { code, status, reason, param } = outcome.error;
      // The head of a cut stream had already been sent as 200.
      return {
        outcome: outcome.state,
        status: outcome.state === 'cut' ? 200 : status,
        errorCode: code,
        errorReason: reason,
        errorParam: param,
      };
    }
  }
}

function finishReasonOf({ served }: Extract<Outcome, { state: 'answered' }>): string | undefined {
  return served.answer.operation === 'chat' ? served.answer.answer.finishReason : undefined;
}
