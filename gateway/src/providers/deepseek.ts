import { isJsonObject } from '../domain/json.ts';
import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import type { FailureRules } from '../wire/openai-chat/failure-rules.ts';
import type { WriteReasoning } from '../wire/openai-chat/options.ts';
import { chooseEffort } from '../wire/openai-chat/write-reasoning.ts';
import { apiKeyCredential, bearerAuth } from './credentials.ts';
import { type DraftEdit, editDraft } from './edit-draft.ts';
import { openaiModelList } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';
import { schemaAsInstruction } from './schema-as-instruction.ts';

const failures: FailureRules = {
  codes: {},
  statuses: {},
  texts: [{ status: 400, begins: /^This model's maximum context length is \d/, class: 'context_length' }],
};

const writeReasoning: WriteReasoning = ({ reasoning }) => {
  const { effort, warnings } = chooseEffort({ reasoning, known: ['none', 'low', 'high'] });
  if (effort === undefined) return { fields: {}, warnings };
  if (effort === 'none') return { fields: { thinking: { type: 'disabled' } }, warnings };
  return { fields: { thinking: { type: 'enabled' }, reasoning_effort: effort }, warnings };
};

/** While it thinks, the API refuses tool turns without their reasoning: turns that another model answered have none. */
function fitThinking({ body, warn, drop }: DraftEdit, model: string): void {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isJsonObject) : [];
  const lacksReasoning = messages.some(
    (turn) => Array.isArray(turn.tool_calls) && turn.reasoning_content === undefined,
  );
  const isOff = isJsonObject(body.thinking) ? body.thinking.type === 'disabled' : model === 'deepseek-chat';
  if (lacksReasoning && !isOff) {
    body.thinking = { type: 'disabled' };
    delete body.reasoning_effort;
    warn('reasoning', 'Earlier tool calls came without reasoning, so this model answers without it.');
  } else if (!isOff) {
    drop('temperature', 'This model does not take "temperature" while it reasons; it was left out.');
  }
}

export const deepseek = {
  id: 'deepseek',
  label: 'DeepSeek',
  documentation: 'https://api-docs.deepseek.com/api/create-chat-completion',
  defaultBaseUrl: 'https://api.deepseek.com',
  credential: apiKeyCredential,
  authHeaders: bearerAuth,
  chat: {
    dialect: createOpenaiChat({
      unsupported: ['seed', 'user', 'metadata', 'parallel_tool_calls'],
      maxStops: 16,
      writeReasoning,
      reasoningBack: 'reasoning_content',
      failingFinishReasons: { insufficient_system_resource: 'overloaded' },
      failures,
    }),
    path: () => '/chat/completions',
    adjust: (draft, { model }) =>
      editDraft(draft, (edit) => {
        schemaAsInstruction(edit);
        fitThinking(edit, model);
      }),
  },
  modelList: openaiModelList,
  capabilities: ['chat', 'tools', 'json', 'reasoning'],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
} satisfies ProviderAdapter;
