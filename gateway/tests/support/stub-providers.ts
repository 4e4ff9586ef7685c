import type { UpstreamTransport } from '../../src/domain/upstream.ts';
import { apiKeyCredential, bearerAuth, optionalApiKeyCredential } from '../../src/providers/credentials.ts';
import type { ProviderAdapter } from '../../src/providers/provider-adapter.ts';
import type { ChatDialect, EmbeddingsDialect } from '../../src/wire/dialect.ts';

/** Adapters that know everything but how to make a call: for tests of what is decided before one. */
function stubProvider(adapter: Partial<ProviderAdapter> & Pick<ProviderAdapter, 'id'>): ProviderAdapter {
  return {
    label: adapter.id,
    documentation: 'https://provider.example/docs',
    defaultBaseUrl: `https://${adapter.id}.example/v1`,
    credential: apiKeyCredential,
    authHeaders: bearerAuth,
    chat: { dialect: stubChatDialect, path: () => '/chat' },
    capabilities: ['chat', 'tools', 'json'],
    billsAfterDisconnect: false,
    terminalMarker: 'required',
    ...adapter,
  };
}

function neverCalled(): never {
  throw new Error('a stub makes no calls');
}

const failure = { writeRequest: neverCalled, readAnswer: neverCalled, readFailure: neverCalled };
const stubChatDialect: ChatDialect = { id: 'stub-chat', framing: 'sse', ...failure, createEventReader: neverCalled };
const stubEmbeddingsDialect: EmbeddingsDialect = { id: 'stub-embeddings', ...failure };
const stubTransport: UpstreamTransport = { call: neverCalled };

export const STUB_PROVIDERS: ReadonlyMap<string, ProviderAdapter> = new Map(
  [
    stubProvider({
      id: 'north',
      embeddings: { dialect: stubEmbeddingsDialect, path: () => '/embeddings' },
      capabilities: ['chat', 'tools', 'json', 'embeddings'],
    }),
    stubProvider({ id: 'south' }),
    stubProvider({ id: 'anywhere', defaultBaseUrl: undefined, credential: optionalApiKeyCredential }),
    stubProvider({
      id: 'inside',
      defaultBaseUrl: undefined,
      credential: optionalApiKeyCredential,
      transport: stubTransport,
    }),
  ].map((adapter) => [adapter.id, adapter]),
);
