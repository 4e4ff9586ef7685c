import type { ReasoningEffort } from '../domain/chat.ts';
import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import { effortField } from '../wire/openai-chat/write-reasoning.ts';
import { createOpenaiImages } from '../wire/openai-images/dialect.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { editDraft } from './edit-draft.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';
import { writeXaiImage } from './xai-image.ts';

// Codes are sentences here, and a refused key is a 400.
const failures: FailureRules = {
  codes: { 'The service is currently unavailable': 'overloaded' },
  statuses: {},
  texts: [
    { status: 400, begins: /^Incorrect API key provided/, class: 'auth_upstream' },
    { status: 400, begins: /^This model's maximum prompt length is \d/, class: 'context_length' },
    { status: 403, begins: /^Your newly created team doesn't have any credits/, class: 'quota_exhausted' },
    { status: 429, begins: /^Your team \S+ has either used all available credits/, class: 'quota_exhausted' },
  ],
};

/** grok-3-mini knows two levels, grok-4.3 can be switched off, later models can't; the others take no wish. */
function effortsOf(model: string): readonly ReasoningEffort[] {
  if (model.startsWith('grok-3-mini')) return ['low', 'high'];
  const found = /^grok-(\d+)(?:\.(\d+))?(?![\d.])/.exec(model);
  const major = Number(found?.[1] ?? 0);
  const minor = Number(found?.[2] ?? 0);
  if (major === 4 && minor === 3) return ['none', 'low', 'medium', 'high'];
  return major > 4 || (major === 4 && minor >= 5 && minor < 20) ? ['low', 'medium', 'high'] : [];
}

export const xai = {
  id: 'xai',
  label: 'xAI',
  documentation: 'https://docs.x.ai/developers/rest-api-reference/inference/chat',
  defaultBaseUrl: 'https://api.x.ai/v1',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      maxTokensField: 'max_completion_tokens',
      unsupported: ['metadata'],
      writeReasoning: effortField(effortsOf),
      failures,
    }),
    path: () => '/chat/completions',
    adjust: (draft, { model }) =>
      editDraft(draft, ({ drop }) => {
        if (model.includes('non-reasoning')) return;
        for (const param of ['stop', 'presence_penalty', 'frequency_penalty']) {
          drop(param, `The reasoning models of this provider do not take "${param}"; it was left out.`);
        }
      }),
  },
  image: {
    dialect: createOpenaiImages({
      unsupported: () => ['style', 'background', 'mask'],
      edits: 'references',
      adjust: writeXaiImage,
      failures,
    }),
    path: ({ edit }) => (edit ? '/images/edits' : '/images/generations'),
  },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'reasoning', 'image_generation', 'image_edit'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
