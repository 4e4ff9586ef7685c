import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import type { WriteReasoning } from '../wire/openai-chat/options.ts';
import { chooseEffort } from '../wire/openai-chat/write-reasoning.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { createOpenaiImages } from '../wire/openai-images/dialect.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';
import { writeTogetherImage } from './together-image.ts';

const TOO_LONG = /^Input validation error: `inputs` tokens \+ `max_new_tokens` must be/;

const failures: FailureRules = {
  codes: {},
  statuses: {},
  texts: [
    { status: 400, begins: TOO_LONG, class: 'context_length' },
    { status: 422, begins: TOO_LONG, class: 'context_length' },
  ],
};

/** Models that reason by choice are switched off apart from the levels. */
const writeReasoning: WriteReasoning = ({ reasoning }) => {
  const { effort, warnings } = chooseEffort({ reasoning, known: ['none', 'low', 'medium', 'high'] });
  if (effort === undefined) return { fields: {}, warnings };
  if (effort === 'none') return { fields: { reasoning: { enabled: false } }, warnings };
  return { fields: { reasoning_effort: effort }, warnings };
};

export const together = {
  id: 'together',
  label: 'Together AI',
  documentation: 'https://docs.together.ai/reference/chat-completions',
  defaultBaseUrl: 'https://api.together.xyz/v1',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      streamUsage: 'unasked',
      unsupported: ['user', 'metadata', 'parallel_tool_calls'],
      maxStops: 16,
      writeReasoning,
      reasoningBack: 'reasoning',
      finishReasons: { eos: 'stop' },
      failures,
    }),
    path: () => '/chat/completions',
  },
  embeddings: {
    dialect: createOpenaiEmbeddings({ dimensionsField: undefined, takesUser: false, failures }),
    path: () => '/embeddings',
  },
  image: {
    dialect: createOpenaiImages({
      unsupported: () => ['quality', 'style', 'background', 'user', 'mask'],
      edits: 'references',
      adjust: writeTogetherImage,
      failures,
    }),
    path: () => '/images/generations',
  },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'reasoning', 'embeddings', 'image_generation', 'image_edit'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
