import { cohereChat } from '../wire/cohere-chat/dialect.ts';
import { cohereEmbed } from '../wire/cohere-embed/dialect.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { idsIn } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

export const cohere: ProviderAdapter = {
  id: 'cohere',
  label: 'Cohere',
  documentation: 'https://docs.cohere.com/reference/about',
  defaultBaseUrl: 'https://api.cohere.com',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: { dialect: cohereChat, path: () => '/v2/chat' },
  embeddings: { dialect: cohereEmbed, path: () => '/v2/embed' },
  modelList: { path: '/v1/models?page_size=1000', read: (body) => idsIn({ body, list: 'models', id: 'name' }) },
  capabilities: ['chat', 'tools', 'json', 'vision', 'reasoning', 'embeddings'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
};
