import { isJsonObject } from '../domain/json.ts';
import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import type { WriteReasoning } from '../wire/openai-chat/options.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

/** `error.metadata.error_type`, one vocabulary over all the providers behind it. */
const failures: FailureRules = {
  codes: {
    max_tokens_exceeded: 'bad_request',
    token_limit_exceeded: 'context_length',
    string_too_long: 'context_length',
    authentication: 'auth_upstream',
    payment_required: 'quota_exhausted',
    provider_overloaded: 'overloaded',
    provider_unavailable: 'server_error',
    invalid_request: 'bad_request',
    not_found: 'model_not_found',
    precondition_failed: 'bad_request',
    payload_too_large: 'payload_too_large',
    unprocessable: 'bad_request',
    refusal: 'content_filter',
    image_too_small: 'invalid_media',
    unsupported_image_format: 'invalid_media',
    image_not_found: 'invalid_media',
    image_download_failed: 'invalid_media',
    server: 'server_error',
    timeout: 'server_error',
  },
  statuses: {},
  texts: [],
};

/** A level or a budget, never both. */
const writeReasoning: WriteReasoning = ({ reasoning: { effort, budgetTokens } }) => {
  if (budgetTokens === 0) return { fields: { reasoning: { effort: 'none' } }, warnings: [] };
  if (budgetTokens === undefined)
    return { fields: effort === undefined ? {} : { reasoning: { effort } }, warnings: [] };
  const message = 'This provider takes a level or a budget; the budget was sent.';
  const warnings = effort === undefined ? [] : [{ param: 'reasoning.effort', message }];
  return { fields: { reasoning: { max_tokens: budgetTokens } }, warnings };
};

export const openrouter = {
  id: 'openrouter',
  label: 'OpenRouter',
  documentation: 'https://openrouter.ai/docs/api_reference/overview',
  defaultBaseUrl: 'https://openrouter.ai/api/v1',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      writeReasoning,
      reasoningBack: 'reasoning',
      // Cache hints are passed on to the providers that know them.
      unknownPartFields: 'keep',
      failingFinishReasons: { error: 'server_error' },
      failures,
    }),
    path: () => '/chat/completions',
  },
  embeddings: { dialect: createOpenaiEmbeddings({ failures }), path: () => '/embeddings' },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'audio', 'files', 'reasoning', 'embeddings'],
  classify({ body }) {
    const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : {};
    const metadata = isJsonObject(error.metadata) ? error.metadata : {};
    // Money that running requests hold comes back by itself: a 402 to wait for, unlike an empty account.
    if (metadata.limit_source === 'openrouter_in_flight_budget') return 'rate_limited';
    return metadata.flagged_input !== undefined ? 'content_filter' : undefined;
  },
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
