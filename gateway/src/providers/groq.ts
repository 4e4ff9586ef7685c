import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import type { WriteReasoning } from '../wire/openai-chat/options.ts';
import { chooseEffort, effortField } from '../wire/openai-chat/write-reasoning.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const failures: FailureRules = {
  codes: {
    // The model wrote a tool call or a JSON text that Groq could not parse: sampled again, it often can.
    tool_use_failed: 'malformed_response',
    json_validate_failed: 'malformed_response',
    model_decommissioned: 'model_not_found',
    blocked_api_access: 'permission',
    capacity_exceeded: 'overloaded',
  },
  statuses: { 498: 'overloaded' },
  texts: [{ status: 413, begins: /^Request too large for model /, class: 'payload_too_large' }],
};

const gptOssEffort = effortField(() => ['low', 'medium', 'high']);
const noEffort = effortField(() => []);

/** gpt-oss takes levels; Qwen 3 is only switched on ("default") or off, and asked for its reasoning in a field. */
const writeReasoning: WriteReasoning = ({ reasoning, model }) => {
  if (model.includes('gpt-oss')) return gptOssEffort({ reasoning, model });
  if (!model.includes('qwen')) return noEffort({ reasoning, model });
  const { effort, warnings } = chooseEffort({ reasoning, known: ['none', 'medium'] });
  if (effort === 'none') return { fields: { reasoning_effort: 'none' }, warnings };
  return { fields: { reasoning_effort: 'default', reasoning_format: 'parsed' }, warnings };
};

/** A stream's last chunk carries the usage in a field of its own. */
function usageOf(chunk: JsonObject): unknown {
  return chunk.usage ?? (isJsonObject(chunk.x_groq) ? chunk.x_groq.usage : undefined);
}

export const groq = {
  id: 'groq',
  label: 'Groq',
  documentation: 'https://console.groq.com/docs/api-reference',
  defaultBaseUrl: 'https://api.groq.com/openai/v1',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      maxTokensField: 'max_completion_tokens',
      streamUsage: 'unasked',
      usageOf,
      unsupported: ['metadata'],
      writeReasoning,
      reasoningBack: 'reasoning',
      failures,
    }),
    path: () => '/chat/completions',
  },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'vision', 'reasoning'],
  billsAfterDisconnect: true,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
