import type { GatewayError } from '../domain/gateway-error.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';

interface Refusal {
  readonly requestId: string;
  /** The address that was asked for, or words for what was none. */
  readonly endpoint: string;
  readonly startedAtMs: number;
  readonly error: GatewayError;
  readonly traceId?: string | undefined;
  readonly deps: Pick<PipelineDeps, 'journal' | 'clock'>;
}

const MAX_PATH = 120;
const STAGE = 'receive';

/** The record of a request that never reached the pipeline: whoever has a request id gets a diagnosis. */
export function recordRefusal({ requestId, endpoint, startedAtMs, error, traceId, deps }: Refusal): void {
  const { principal } = error;
  const totalMs = deps.clock.now() - startedAtMs;
  // The refusal may be told before this is on the disk: nothing was spent.
  void deps.journal.append({
    id: requestId,
    workspaceId: principal?.workspaceId,
    keyId: principal?.keyId,
    keyName: principal?.keyName,
    routeId: principal?.route?.id,
    routeName: principal?.route?.name,
    routeVersion: principal?.route?.version,
    endpoint: withoutSecrets(endpoint),
    capability: undefined,
    member: principal?.member,
    tags: principal?.tags ?? [],
    profile: undefined,
    stream: false,
    outcome: 'failed',
    status: error.status,
    errorCode: error.code,
    errorReason: error.reason,
    errorParam: error.param,
    errorDetail: error.detail,
    retryAfterMs: error.retryAfterMs,
    needs: undefined,
    stages: [{ name: STAGE, startedMs: 0, tookMs: totalMs, ended: true }],
    startedAtMs,
    firstContentMs: undefined,
    totalMs,
    usage: undefined,
    costNanoUsd: undefined,
    billedTo: undefined,
    finishReason: undefined,
    replayOf: undefined,
    traceId,
    skipped: [],
    attempts: [],
  });
}

/** An address is whatever somebody typed: long, or with a key in it. */
function withoutSecrets(path: string): string {
  const plain = path.replace(/[^\x20-\x7e]/g, '?').replace(/[A-Za-z0-9_-]{24,}/g, '…');
  return plain.length <= MAX_PATH ? plain : `${plain.slice(0, MAX_PATH)}…`;
}
