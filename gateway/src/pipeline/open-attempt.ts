import type { AttemptId } from '../domain/ids.ts';
import type { FundedBy } from '../domain/ledger.ts';
import type { NanoUsd } from '../domain/money.ts';
import type { OpenAttempt } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { BudgetReserved } from './reserve-budget.ts';

interface AttemptToOpen {
  readonly id: AttemptId;
  readonly instance: string;
  readonly number: number;
  readonly exchange: BudgetReserved;
  readonly target: AttemptTarget;
  readonly startedAtMs: number;
  readonly fundedBy: FundedBy;
  readonly heldNanoUsd: NanoUsd;
}

/** What is written of an attempt before it is sent. */
export function openAttemptOf({
  id,
  instance,
  number,
  exchange,
  target,
  startedAtMs,
  fundedBy,
  heldNanoUsd,
}: AttemptToOpen): OpenAttempt {
  const { principal, route, needs } = exchange;
  return {
    requestId: exchange.requestId,
    attemptId: id,
    number,
    position: target.position,
    connection: target.connection.name,
    provider: target.connection.provider,
    access: target.connection.access,
    model: target.model,
    fundedBy,
    heldNanoUsd,
    workspaceId: principal.workspaceId,
    keyId: principal.keyId,
    keyName: principal.keyName,
    routeId: route.id,
    routeName: route.name,
    routeVersion: route.version,
    endpoint: exchange.endpoint,
    stream: exchange.task.stream,
    capability: needs.capabilities[0],
    member: principal.member,
    tags: principal.tags,
    instance,
    shadowOf: exchange.shadowOf,
    replayedFrom: exchange.replayedFrom,
    traceId: exchange.trace?.traceId,
    requestStartedAtMs: exchange.startedAtMs,
    startedAtMs,
    estimatedInputTokens: needs.estimatedInputTokens,
  };
}
