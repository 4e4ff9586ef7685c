import { isJsonObject } from '../domain/json.ts';
import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { effortField } from '../wire/openai-chat/write-reasoning.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { editDraft } from './edit-draft.ts';
import { alternateTurns } from './perplexity-turns.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const failures: FailureRules = { codes: { invalid_model: 'model_not_found' }, statuses: {}, texts: [] };

export const perplexity = {
  id: 'perplexity',
  label: 'Perplexity',
  documentation: 'https://docs.perplexity.ai/api-reference/chat-completions-post',
  defaultBaseUrl: 'https://api.perplexity.ai',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      streamUsage: 'unasked',
      unsupported: ['tools', 'parallel_tool_calls', 'seed', 'user', 'metadata'],
      writeReasoning: effortField((model) =>
        /reasoning|deep-research/.test(model) ? ['minimal', 'low', 'medium', 'high'] : [],
      ),
      // Research models report far more reasoning than completion tokens.
      reasoningTokens: 'apart',
      failures,
    }),
    path: () => '/chat/completions',
    adjust: (draft) =>
      editDraft(draft, ({ body, warn }) => {
        body.messages = alternateTurns({ messages: body.messages, warn });
        if (isJsonObject(body.response_format) && body.response_format.type === 'json_object') {
          body.response_format = { type: 'json_schema', json_schema: { schema: { type: 'object' } } };
        }
      }),
  },
  capabilities: ['chat', 'json', 'vision', 'reasoning'],
  billsAfterDisconnect: true,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
