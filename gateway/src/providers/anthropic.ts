import { anthropicMessages } from '../wire/anthropic-messages/dialect.ts';
import { adjustForClaude } from './adjust-for-claude.ts';
import { apiKeyCredential } from './credentials.ts';
import { idsIn } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

export const anthropic: ProviderAdapter = {
  id: 'anthropic',
  label: 'Anthropic',
  documentation: 'https://platform.claude.com/docs/en/api/messages/create',
  defaultBaseUrl: 'https://api.anthropic.com',
  credential: apiKeyCredential,
  authHeaders: ({ api_key: key }) => ({
    ...(key === undefined ? {} : { 'x-api-key': key }),
    'anthropic-version': '2023-06-01',
  }),
  chat: { dialect: anthropicMessages, path: () => '/v1/messages', adjust: adjustForClaude },
  modelList: { path: '/v1/models?limit=1000', read: (body) => idsIn({ body, list: 'data', id: 'id' }) },
  capabilities: ['chat', 'tools', 'json', 'vision', 'files', 'reasoning'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
};
