import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { createOpenaiImages } from '../wire/openai-images/dialect.ts';
import { apiKeyCredential } from './credentials.ts';
import { missingStateTexts, openaiChatOperations, openaiImageLimits } from './openai.ts';
import { speaksResponses } from './openai-models.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const failures: FailureRules = {
  codes: { DeploymentNotFound: 'model_not_found', ResponsibleAIPolicyViolation: 'content_filter' },
  statuses: {},
  texts: [
    { status: 429, begins: /^System is experiencing high demand/, class: 'overloaded' },
    { status: 400, begins: /^This model's maximum context length is \d/, class: 'context_length' },
    ...missingStateTexts,
  ],
};

const { chat, responses } = openaiChatOperations(failures);

/**
 * The v1 surface: `https://<resource>.openai.azure.com/openai/v1`, without an api-version. The model is the name of a
 * deployment; one that is named after its model gets the model's dialect and limits, any other is sent in Chat
 * Completions as it is.
 */
/** A resource's own host; another address may be a proxy without /responses. */
const OWN_ADDRESS = /^https:\/\/[a-z0-9.-]+\.azure\.com(\/|$)/;

export const azureOpenai = {
  id: 'azure-openai',
  label: 'Azure OpenAI',
  documentation: 'https://learn.microsoft.com/en-us/azure/foundry/openai/latest',
  defaultBaseUrl: undefined,
  credential: apiKeyCredential,
  authHeaders: ({ api_key: key }) => (key === undefined ? {} : { 'api-key': key }),
  chat,
  chatFor: ({ model, baseUrl }) => (speaksResponses(model) && OWN_ADDRESS.test(baseUrl) ? responses : chat),
  embeddings: { dialect: createOpenaiEmbeddings({ failures }), path: () => '/embeddings' },
  image: {
    dialect: createOpenaiImages({ unsupported: openaiImageLimits, failures }),
    path: ({ edit }) => (edit ? '/images/edits' : '/images/generations'),
  },
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
