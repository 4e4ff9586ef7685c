import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { effortField } from '../wire/openai-chat/write-reasoning.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { bearerAuth, optionalApiKeyCredential } from './credentials.ts';
import { LENIENT_CHAT } from './lenient-chat.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const failures: FailureRules = {
  codes: { NotFoundError: 'model_not_found', InternalServerError: 'server_error' },
  statuses: {},
  texts: [{ status: 400, begins: /^This model's maximum context length is \d/, class: 'context_length' }],
};

export const vllm = {
  id: 'vllm',
  label: 'vLLM',
  documentation: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server/',
  defaultBaseUrl: 'http://127.0.0.1:8000/v1',
  credential: optionalApiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      ...LENIENT_CHAT,
      maxStops: 16,
      writeReasoning: effortField(() => ['none', 'low', 'medium', 'high']),
      reasoningBack: 'reasoning',
      failures,
    }),
    path: () => '/chat/completions',
  },
  embeddings: { dialect: createOpenaiEmbeddings({ failures }), path: () => '/embeddings' },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'audio', 'reasoning', 'embeddings'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
