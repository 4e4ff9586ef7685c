import type { LedgerTransfer } from '../../src/domain/ledger.ts';
import { NANO_PER_USD } from '../../src/domain/money.ts';
import type { OpenAttempt } from '../../src/domain/request-record.ts';

export const SAMPLE_WORKSPACE = 'ws_01kqtestworkspace0000000000';

/** Credits that were bought. */
export function sampleTransfer(change: Partial<LedgerTransfer> & { readonly id: string }): LedgerTransfer {
  return {
    workspaceId: SAMPLE_WORKSPACE,
    kind: 'bought',
    from: 'house',
    to: 'credits',
    nanoUsd: 25 * NANO_PER_USD,
    atMs: 1_772_366_400_000,
    requestId: undefined,
    attemptId: undefined,
    keyId: undefined,
    capability: undefined,
    note: undefined,
    expiresAtMs: undefined,
    ...change,
  };
}

/** A chat attempt that credits pay. */
export function sampleOpenAttempt(
  change: Partial<OpenAttempt> & { readonly requestId: string; readonly attemptId: string },
): OpenAttempt {
  return {
    number: 1,
    position: 1,
    connection: 'house',
    provider: 'openai-compatible',
    access: 'platform',
    model: 'small-1',
    fundedBy: 'credits',
    heldNanoUsd: 1_000,
    workspaceId: SAMPLE_WORKSPACE,
    keyId: 'key_01kqtestkey000000000000000',
    keyName: 'shop',
    routeId: 'route_01kqtestroute00000000000',
    routeName: 'default',
    routeVersion: 3,
    endpoint: '/v1/chat',
    stream: false,
    capability: 'chat',
    member: undefined,
    tags: [],
    instance: 'here',
    requestStartedAtMs: 1_772_366_400_000,
    startedAtMs: 1_772_366_400_003,
    estimatedInputTokens: 12,
    ...change,
  };
}
