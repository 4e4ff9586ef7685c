import { readId } from '../../src/domain/ids.ts';
import type { AttemptTarget, Connection } from '../../src/domain/route.ts';

/** A target as a compiled route has it; `connection` changes single fields of its connection. */
export function buildTarget(
  changes: Partial<Omit<AttemptTarget, 'connection'>> & { connection?: Partial<Connection> } = {},
): AttemptTarget {
  const { connection, ...rest } = changes;
  return {
    position: 1,
    connection: {
      id: readId({ kind: 'conn', text: 'conn_1' }),
      name: 'main',
      provider: 'north',
      access: 'byok',
      enabled: true,
      baseUrl: 'http://127.0.0.1:1',
      credential: {},
      credentialId: 'c',
      trusted: true,
      headers: {},
      ...connection,
    },
    model: 'm',
    profiles: ['fast', 'balanced', 'deep'],
    weight: undefined,
    timeoutMs: undefined,
    firstContentTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    capabilities: new Set(),
    contextWindow: undefined,
    maxOutputTokens: undefined,
    prices: undefined,
    circuitKey: 'main/m',
    ...rest,
  };
}
