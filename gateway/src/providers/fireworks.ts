import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import type { WriteReasoning } from '../wire/openai-chat/options.ts';
import { effortField } from '../wire/openai-chat/write-reasoning.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const failures: FailureRules = {
  codes: {},
  statuses: {},
  texts: [{ status: 400, begins: /^The prompt is too long: \d/, class: 'context_length' }],
};

const MIN_BUDGET_TOKENS = 1_024;
const asEffort = effortField(() => ['none', 'low', 'medium', 'high']);

/** A level, or a budget of at least 1 024 tokens; the API takes one of them. */
const writeReasoning: WriteReasoning = ({ reasoning, model }) => {
  const { effort, budgetTokens } = reasoning;
  if (effort !== undefined || budgetTokens === undefined || budgetTokens < MIN_BUDGET_TOKENS) {
    return asEffort({ reasoning, model });
  }
  return { fields: { thinking: { type: 'enabled', budget_tokens: budgetTokens } }, warnings: [] };
};

export const fireworks = {
  id: 'fireworks',
  label: 'Fireworks AI',
  documentation: 'https://docs.fireworks.ai/api-reference/post-chatcompletions',
  defaultBaseUrl: 'https://api.fireworks.ai/inference/v1',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      unsupported: ['metadata'],
      writeReasoning,
      reasoningBack: 'reasoning_content',
      failures,
    }),
    path: () => '/chat/completions',
  },
  embeddings: { dialect: createOpenaiEmbeddings({ takesUser: false, failures }), path: () => '/embeddings' },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'reasoning', 'embeddings'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
