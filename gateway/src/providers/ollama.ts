import { ollamaChat } from '../wire/ollama-chat/dialect.ts';
import { ollamaEmbed } from '../wire/ollama-embed/dialect.ts';
import { bearerAuth, optionalApiKeyCredential } from './credentials.ts';
import { idsIn } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

/** One's own machine as a rule, without a key; the hosted service speaks the same format and wants one. */
export const ollama: ProviderAdapter = {
  id: 'ollama',
  label: 'Ollama',
  documentation: 'https://docs.ollama.com/api/chat',
  defaultBaseUrl: 'http://127.0.0.1:11434',
  credential: optionalApiKeyCredential,
  authHeaders: bearerAuth,
  chat: { dialect: ollamaChat, path: () => '/api/chat' },
  embeddings: { dialect: ollamaEmbed, path: () => '/api/embed' },
  modelList: { path: '/api/tags', read: (body) => idsIn({ body, list: 'models', id: 'name' }) },
  capabilities: ['chat', 'tools', 'json', 'vision', 'reasoning', 'embeddings'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
};
