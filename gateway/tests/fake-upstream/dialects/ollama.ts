import { embed, tokens } from '../complete-reply.ts';
import type { FakeDialect, FakeEvent, FullReply } from '../fake-dialect.ts';
import { listField, textField } from '../read-value.ts';

const CREATED_AT = '2026-01-01T00:00:00.000000Z';

/** The native API: newline-delimited JSON, streamed unless the request says no. */
export const ollamaDialect: FakeDialect = {
  name: 'ollama',
  framing: 'ndjson',
  lineEnding: 'lf',
  operation: ({ path, body }) => {
    if (/\/api\/chat(\?|$)/.test(path)) return { kind: 'chat', stream: body.stream !== false };
    if (/\/api\/embed(\?|$)/.test(path)) return { kind: 'embeddings' };
    return /\/api\/tags(\?|$)/.test(path) ? { kind: 'models' } : undefined;
  },
  chat: (reply) => ({
    ...line(reply, {
      content: reply.text,
      ...(reply.reasoning === '' ? {} : { thinking: reply.reasoning }),
      ...(reply.toolCalls.length === 0 ? {} : { tool_calls: reply.toolCalls.map(toolCall) }),
    }),
    ...ending(reply),
  }),
  chatEvents: (reply): FakeEvent[] => [
    ...reply.reasoningDeltas.map((thinking) => ({ content: '', thinking })).map(lineEvent(reply)),
    ...reply.textDeltas.map((content) => ({ content })).map(lineEvent(reply)),
    ...reply.toolCalls.map((call) => ({ content: '', tool_calls: [toolCall(call)] })).map(lineEvent(reply)),
    { data: JSON.stringify({ ...line(reply, { content: '' }), ...ending(reply) }), isTerminal: true },
  ],
  embeddings: ({ body }) => {
    const input = typeof body.input === 'string' ? [body.input] : listField(body, 'input').map(String);
    return {
      model: textField(body, 'model') ?? 'fake-model',
      embeddings: input.map((text) => embed(text, typeof body.dimensions === 'number' ? body.dimensions : undefined)),
      total_duration: 1_000_000,
      prompt_eval_count: tokens(input.join('')),
    };
  },
  models: () => ({ models: [{ name: 'fake-model', model: 'fake-model' }] }),
  errorBody: ({ message }) => ({ error: message }),
  errorEvent: ({ message }) => ({ data: JSON.stringify({ error: message }) }),
};

function line({ model }: FullReply, message: Record<string, unknown>) {
  return { model, created_at: CREATED_AT, message: { role: 'assistant', ...message }, done: false };
}

function lineEvent(reply: FullReply): (message: Record<string, unknown>) => FakeEvent {
  return (message) => ({ data: JSON.stringify(line(reply, message)) });
}

function ending({ finishReason, usage }: FullReply) {
  return {
    done: true,
    done_reason: finishReason === 'tool_calls' ? 'stop' : finishReason,
    total_duration: 1_000_000,
    prompt_eval_count: usage.input,
    eval_count: usage.output,
  };
}

function toolCall({ name, parsed }: FullReply['toolCalls'][number]) {
  return { function: { name, arguments: parsed } };
}
