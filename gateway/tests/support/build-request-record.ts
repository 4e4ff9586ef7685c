import type { AttemptRecord, RequestRecord } from '../../src/domain/request-record.ts';
import { NO_USAGE } from '../../src/domain/usage.ts';

export function buildAttemptRecord(changes: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    id: 'att_1',
    number: 1,
    position: 1,
    connection: 'main',
    provider: 'openai',
    access: 'byok',
    model: 'gpt-5-mini',
    outcome: 'answered',
    failureClass: undefined,
    failureDetail: undefined,
    failureNote: undefined,
    status: 200,
    retryAfterMs: undefined,
    startedAtMs: 1_700_000_000_000,
    firstContentMs: 120,
    totalMs: 480,
    usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 },
    costNanoUsd: 12_500,
    ...changes,
  };
}

export function buildRequestRecord(changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'req_1',
    workspaceId: 'ws_1',
    keyId: 'key_1',
    keyName: 'backend',
    routeId: 'route_1',
    routeName: 'default',
    routeVersion: 3,
    endpoint: '/v1/chat',
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
    startedAtMs: 1_700_000_000_000,
    firstContentMs: 120,
    totalMs: 500,
    usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 },
    costNanoUsd: 12_500,
    billedTo: 'byok',
    finishReason: 'stop',
    skipped: [],
    attempts: [buildAttemptRecord()],
    ...changes,
  };
}
