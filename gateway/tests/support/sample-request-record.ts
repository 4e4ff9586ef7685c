import type { AttemptRecord, RequestRecord } from '../../src/domain/request-record.ts';
import { NO_USAGE } from '../../src/domain/usage.ts';

/** A plain, answered chat request with one attempt, as most rows of a request log are. */
export function sampleRequestRecord(change: Partial<RequestRecord> & { readonly id: string }): RequestRecord {
  return {
    workspaceId: 'ws_01kqtestworkspace0000000000',
    keyId: 'key_01kqtestkey000000000000000',
    keyName: 'shop',
    routeId: 'route_01kqtestroute00000000000',
    routeName: 'default',
    routeVersion: 3,
    endpoint: '/v1/chat',
    capability: 'chat',
    member: undefined,
    tags: [],
    profile: 'balanced',
    stream: false,
    outcome: 'answered',
    status: 200,
    errorCode: undefined,
    errorReason: undefined,
    errorParam: undefined,
    errorDetail: undefined,
    retryAfterMs: undefined,
    needs: { capabilities: ['chat'], profile: undefined, estimatedInputTokens: 12, pin: undefined },
    stages: [],
    startedAtMs: 1_772_366_400_000,
    firstContentMs: 212,
    totalMs: 901,
    usage: { ...NO_USAGE, inputTokens: 24, outputTokens: 30 },
    costNanoUsd: 21_600,
    billedTo: 'byok',
    finishReason: 'stop',
    replayOf: undefined,
    skipped: [],
    attempts: [sampleAttemptRecord({ id: change.id.replace('req_', 'att_') })],
    ...change,
  };
}

export function sampleAttemptRecord(change: Partial<AttemptRecord> & { readonly id: string }): AttemptRecord {
  return {
    number: 1,
    position: 1,
    connection: 'house',
    provider: 'openai-compatible',
    access: 'byok',
    model: 'small-1',
    outcome: 'answered',
    failureClass: undefined,
    failureDetail: undefined,
    failureNote: undefined,
    status: 200,
    retryAfterMs: undefined,
    startedAtMs: 1_772_366_400_003,
    firstContentMs: 209,
    totalMs: 897,
    usage: { ...NO_USAGE, inputTokens: 24, outputTokens: 30 },
    costNanoUsd: 21_600,
    providerCostNanoUsd: 21_600,
    fundedBy: 'byok',
    billable: 'yes',
    heldNanoUsd: 0,
    ...change,
  };
}
