import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { effortField } from '../wire/openai-chat/write-reasoning.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { editDraft } from './edit-draft.ts';
import { writeMistralMessages } from './mistral-messages.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const failures: FailureRules = {
  codes: { service_tier_capacity_exceeded: 'overloaded', invalid_model: 'model_not_found' },
  statuses: {},
  texts: [
    { status: 429, begins: /^Service tier capacity exceeded/, class: 'overloaded' },
    { status: 400, begins: /^Prompt contains \d+ tokens/, class: 'context_length' },
  ],
};

export const mistral = {
  id: 'mistral',
  label: 'Mistral AI',
  documentation: 'https://docs.mistral.ai/api/endpoint/chat',
  defaultBaseUrl: 'https://api.mistral.ai/v1',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      // Unknown fields are refused with a 422, `stream_options` and `user` among them; usage comes unasked.
      streamUsage: 'unasked',
      unsupported: ['user'],
      maxStops: 16,
      writeReasoning: effortField((model) => (model.includes('magistral') ? [] : ['none', 'high'])),
      reasoningBack: 'thinking_chunk',
      finishReasons: { model_length: 'length' },
      failingFinishReasons: { error: 'server_error' },
      failures,
    }),
    path: () => '/chat/completions',
    adjust: (draft) =>
      editDraft(draft, ({ body, warn }) => {
        if (body.seed !== undefined) body.random_seed = body.seed;
        delete body.seed;
        if (body.tool_choice === 'required') body.tool_choice = 'any';
        body.messages = writeMistralMessages({ messages: body.messages, warn });
      }),
  },
  embeddings: {
    dialect: createOpenaiEmbeddings({ dimensionsField: 'output_dimension', takesUser: false, failures }),
    path: () => '/embeddings',
  },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'audio', 'files', 'reasoning', 'embeddings'],
  billsAfterDisconnect: true,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
