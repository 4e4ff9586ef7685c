import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { effortField } from '../wire/openai-chat/write-reasoning.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { createOpenaiImages } from '../wire/openai-images/dialect.ts';
import type { OptionalImageParam } from '../wire/openai-images/options.ts';
import { createOpenaiResponses } from '../wire/openai-responses/dialect.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { openaiModelList } from './model-lists.ts';
import { fitToChatModel, fitToReasoningModel, openaiEfforts, speaksResponses } from './openai-models.ts';
import type { ChatOperation, ProviderAdapter } from './provider-adapter.ts';

/** What the caller refers to is not stored: a fault of the request, though the status says that something is not found. */
export const missingStateTexts: FailureRules['texts'] = [
  { status: 404, begins: /^(Item|Previous response|Conversation) with id '/, class: 'bad_request' },
];

const failures: FailureRules = {
  codes: {},
  statuses: {},
  texts: [
    // A single request above the account's tokens per minute: waiting doesn't help, another account may.
    { status: 429, begins: /^Request too large for /, class: 'payload_too_large' },
    { status: 400, begins: /^This model's maximum context length is \d/, class: 'context_length' },
    { status: 400, begins: /^Invalid prompt: /, class: 'content_filter' },
    ...missingStateTexts,
  ],
};

/** GPT image models always answer in base64, and have no styles. */
export function openaiImageLimits(model: string): readonly OptionalImageParam[] {
  if (model.startsWith('dall-e-2')) return ['quality', 'style', 'background'];
  return model.startsWith('dall-e') ? ['background', 'mask'] : ['response_format', 'style'];
}

/** Both families take these failures; a vendor who serves the same models passes its own rules. */
export function openaiChatOperations(rules: FailureRules): { chat: ChatOperation; responses: ChatOperation } {
  return {
    chat: {
      dialect: createOpenaiChat({
        maxTokensField: 'max_completion_tokens',
        writeReasoning: effortField(openaiEfforts),
        failures: rules,
      }),
      path: () => '/chat/completions',
      adjust: (draft, { model }) => fitToChatModel(draft, model),
    },
    responses: {
      dialect: createOpenaiResponses({ efforts: openaiEfforts, failures: rules }),
      path: () => '/responses',
      adjust: (draft, { model }) => fitToReasoningModel(draft, model),
    },
  };
}

const { chat, responses } = openaiChatOperations(failures);

/** Regions have hosts of their own, such as eu.api.openai.com. */
const OWN_ADDRESS = /^https:\/\/([a-z0-9-]+\.)?api\.openai\.com(\/|$)/;

export const openai = {
  id: 'openai',
  label: 'OpenAI',
  documentation: 'https://developers.openai.com/api/reference/resources/chat',
  defaultBaseUrl: 'https://api.openai.com/v1',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat,
  // Another address may be a proxy that has no /responses: there the resource path is /chat/completions, always.
  chatFor: ({ model, baseUrl }) => (speaksResponses(model) && OWN_ADDRESS.test(baseUrl) ? responses : chat),
  embeddings: { dialect: createOpenaiEmbeddings({ failures }), path: () => '/embeddings' },
  image: {
    dialect: createOpenaiImages({ unsupported: openaiImageLimits, failures }),
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
