import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { createOpenaiImages } from '../wire/openai-images/dialect.ts';
import { bearerAuth, optionalApiKeyCredential } from './credentials.ts';
import { LENIENT_CHAT } from './lenient-chat.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

// The words of the servers that most others were made after.
const failures: FailureRules = {
  codes: {},
  statuses: {},
  texts: [{ status: 400, begins: /^This model's maximum context length is \d/, class: 'context_length' }],
};

/** Any server that speaks Chat Completions at an address that the operator gives. */
export const openaiCompatible = {
  id: 'openai-compatible',
  label: 'OpenAI-compatible server',
  documentation: 'https://platform.openai.com/docs/api-reference/chat',
  defaultBaseUrl: undefined,
  credential: optionalApiKeyCredential,
  authHeaders: bearerAuth,
  chat: { dialect: createOpenaiChat({ ...LENIENT_CHAT, failures }), path: () => '/chat/completions' },
  embeddings: { dialect: createOpenaiEmbeddings({ failures }), path: () => '/embeddings' },
  image: {
    dialect: createOpenaiImages({ failures }),
    path: ({ edit }) => (edit ? '/images/edits' : '/images/generations'),
  },
  modelList: openaiModelList,
  capabilities: [
    'chat',
    'tools',
    'json',
    'vision',
    'audio',
    'files',
    'reasoning',
    'embeddings',
    'image_generation',
    'image_edit',
  ],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
