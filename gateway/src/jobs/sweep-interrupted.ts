import type { Log } from '../domain/ports.ts';
import type { AttemptRecord, OpenAttempt, RequestRecord } from '../domain/request-record.ts';
import type { Store } from '../domain/store.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';

/** No route has a longer deadline: what another data folder opened before that is over, whatever became of it there. */
const LONGEST_REQUEST_MS = 65 * 60_000;

export const INTERRUPTED_REASON = 'interrupted';

/**
 * Ends what a process that is gone has left open: each request gets a record that says so, with usage as it was estimated,
 * costs nothing, and what it held is released. Idempotent. Returns how many requests there were.
 *
 * @throws StoreError where the store cannot be read or written
 */
export async function sweepInterrupted({
  store,
  instance,
  startedAtMs,
  nowMs,
  log,
}: {
  readonly store: Pick<Store, 'openAttempts' | 'appendRequests'>;
  readonly instance: string;
  /** When this process began: what its data folder opened before is nobody's any more. */
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly log: Log;
}): Promise<number> {
  const isOver = (attempt: OpenAttempt) =>
    attempt.startedAtMs < (attempt.instance === instance ? startedAtMs : nowMs - LONGEST_REQUEST_MS);
  const open = (await store.openAttempts()).filter(isOver);
  const byRequest = Map.groupBy(open, ({ requestId }) => requestId);
  const records = [...byRequest.values()].flatMap((attempts) => recordOf(attempts));
  if (records.length === 0) return 0;
  await store.appendRequests(records);
  log.warn({ requests: records.length }, 'requests were running when an earlier process ended; they are interrupted');
  return records.length;
}

function recordOf(attempts: readonly OpenAttempt[]): RequestRecord[] {
  const [first] = attempts;
  const last = attempts.at(-1);
  if (first === undefined || last === undefined) return [];
  return [
    {
      id: first.requestId,
      workspaceId: first.workspaceId,
      keyId: first.keyId,
      keyName: first.keyName,
      routeId: first.routeId,
      routeName: first.routeName,
      routeVersion: first.routeVersion,
      endpoint: first.endpoint,
      capability: first.capability,
      member: first.member,
      tags: first.tags,
      profile: undefined,
      stream: first.stream,
      outcome: 'interrupted',
      status: 500,
      errorCode: 'internal_error',
      errorReason: INTERRUPTED_REASON,
      errorParam: undefined,
      errorDetail: undefined,
      retryAfterMs: undefined,
      needs: undefined,
      stages: [],
      startedAtMs: first.requestStartedAtMs,
      firstContentMs: undefined,
      // Nobody saw the end.
      totalMs: last.startedAtMs - first.requestStartedAtMs,
      usage: estimateOf(last),
      costNanoUsd: 0,
      billedTo: last.access,
      finishReason: undefined,
      replayOf: undefined,
      shadowOf: first.shadowOf,
      replayedFrom: first.replayedFrom,
      traceId: first.traceId,
      skipped: [],
      attempts: attempts.map(attemptOf),
    },
  ];
}

function attemptOf(open: OpenAttempt): AttemptRecord {
  return {
    id: open.attemptId,
    number: open.number,
    position: open.position,
    connection: open.connection,
    provider: open.provider,
    access: open.access,
    model: open.model,
    outcome: 'interrupted',
    failureClass: undefined,
    failureDetail: undefined,
    failureNote: undefined,
    status: undefined,
    retryAfterMs: undefined,
    startedAtMs: open.startedAtMs,
    firstContentMs: undefined,
    totalMs: 0,
    usage: estimateOf(open),
    costNanoUsd: 0,
    providerCostNanoUsd: undefined,
    fundedBy: open.fundedBy,
    billable: 'unknown',
    heldNanoUsd: open.heldNanoUsd,
  };
}

/** What it was sent; what it answered nobody knows. */
function estimateOf({ estimatedInputTokens }: OpenAttempt): Usage {
  return { ...NO_USAGE, inputTokens: estimatedInputTokens, estimated: true };
}
