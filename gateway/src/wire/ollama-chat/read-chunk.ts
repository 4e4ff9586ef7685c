import type { ChatEvent, FinishReason } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { countOf, listOf, objectOf, objectsOf, otherFields, textOf } from '../narrow-json.ts';
import { errorInAnswer } from './read-failure.ts';

/** Reads the objects of one answer in order; a whole answer is a stream of one. */
export interface ChunkReader {
  /** @throws MalformedAnswerError */
  read(chunk: JsonObject): ChatEvent[];
  /** True once an object said `done`. */
  isDone(): boolean;
}

const READ_FIELDS: ReadonlySet<string> = new Set([
  'model',
  'message',
  'done',
  'done_reason',
  'prompt_eval_count',
  'eval_count',
  'logprobs',
]);

export function createChunkReader(): ChunkReader {
  const logprobs: unknown[] = [];
  let model: string | undefined;
  let toolCalls = 0;
  let done = false;

  const readMessage = (message: JsonObject): ChatEvent[] => {
    const events: ChatEvent[] = [];
    const thinking = textOf(message.thinking);
    if (thinking) events.push({ type: 'reasoning', text: thinking });
    const content = textOf(message.content);
    if (content) events.push({ type: 'text', text: content });
    for (const call of objectsOf(message.tool_calls)) events.push(...readToolCall({ call, index: toolCalls++ }));
    return events;
  };

  const readEnd = (chunk: JsonObject): ChatEvent[] => {
    const usage = readUsage(chunk);
    const raw = textOf(chunk.done_reason) || undefined;
    const reason = readDoneReason({ raw, toolCalls, usage });
    done = true;
    const data = {
      ...otherFields({ of: chunk, known: READ_FIELDS }),
      ...(logprobs.length > 0 ? { logprobs } : {}),
    };
    const events: ChatEvent[] = usage === undefined ? [] : [{ type: 'usage', usage }];
    if (Object.keys(data).length > 0) events.push({ type: 'provider_metadata', data });
    events.push({ type: 'finish', reason, raw });
    return events;
  };

  return {
    isDone: () => done,
    read(chunk) {
      if (chunk.error !== undefined) throw errorInAnswer(chunk);
      const events: ChatEvent[] = [];
      const name = textOf(chunk.model);
      if (model === undefined && name !== undefined) {
        model = name;
        events.push({ type: 'model', model });
      }
      const message = objectOf(chunk.message);
      if (message) events.push(...readMessage(message));
      logprobs.push(...listOf(chunk.logprobs));
      if (chunk.done === true) events.push(...readEnd(chunk));
      return events;
    },
  };
}

/** A call always comes whole. Older servers give it no id. */
function readToolCall({ call, index }: { call: JsonObject; index: number }): ChatEvent[] {
  const fn = objectOf(call.function);
  const name = textOf(fn?.name);
  if (!name) throw new MalformedAnswerError({ message: 'a tool call has no name' });
  const events: ChatEvent[] = [{ type: 'tool_call', index, id: textOf(call.id) || `call_${index}`, name }];
  const args = fn?.arguments;
  const text = typeof args === 'string' ? args : JSON.stringify(args ?? {});
  if (text !== '' && text !== '{}') events.push({ type: 'tool_arguments', index, text });
  return events;
}

/** The server leaves out counts that are zero, so one count alone says that the other is zero. */
function readUsage(chunk: JsonObject): Usage | undefined {
  const input = countOf(chunk.prompt_eval_count);
  const output = countOf(chunk.eval_count);
  if (input === undefined && output === undefined) return undefined;
  return { ...NO_USAGE, inputTokens: input ?? 0, outputTokens: output ?? 0 };
}

/**
 * There is no reason of its own for tool calls. No reason at all beside `done` is how older servers, and some models of
 * the hosted service, end a good answer. `load` and `unload` say that the model was moved and answered nothing.
 */
function readDoneReason({
  raw,
  toolCalls,
  usage,
}: {
  raw: string | undefined;
  toolCalls: number;
  usage: Usage | undefined;
}): FinishReason {
  if (raw === undefined || raw === 'stop') return toolCalls > 0 ? 'tool_calls' : 'stop';
  if (raw === 'length') return 'length';
  throw new MalformedAnswerError({ message: `the answer ended with done_reason "${raw}"` }, usage);
}
