import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { effortField } from '../wire/openai-chat/write-reasoning.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { bearerAuth, optionalApiKeyCredential } from './credentials.ts';
import { LENIENT_CHAT } from './lenient-chat.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const failures: FailureRules = {
  codes: {},
  statuses: {},
  texts: [
    { status: 400, begins: /^Trying to keep the first \d+ tokens when context/, class: 'context_length' },
    { status: 400, begins: /^Failed to load model/, class: 'model_not_found' },
  ],
};

export const lmstudio = {
  id: 'lmstudio',
  label: 'LM Studio',
  documentation: 'https://lmstudio.ai/docs/developer/openai-compat',
  defaultBaseUrl: 'http://127.0.0.1:1234/v1',
  credential: optionalApiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      ...LENIENT_CHAT,
      unsupported: ['user', 'metadata', 'parallel_tool_calls'],
      writeReasoning: effortField(() => ['none', 'low', 'medium', 'high']),
      failures,
    }),
    path: () => '/chat/completions',
  },
  embeddings: {
    dialect: createOpenaiEmbeddings({ dimensionsField: undefined, takesUser: false, failures }),
    path: () => '/embeddings',
  },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'reasoning', 'embeddings'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
