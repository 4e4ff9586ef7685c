import type { ChatAnswer, ChatEvent, FinishReason, ReasoningState } from './chat.ts';
import type { JsonObject } from './json.ts';
import type { Usage } from './usage.ts';

export interface AnswerCollector {
  add(event: ChatEvent): void;
  /** The finish reason seen so far; undefined while the model is still answering. */
  readonly finishReason: FinishReason | undefined;
  answer(): ChatAnswer;
}

/** Folds events into the whole answer. The same fold serves streams and whole answers, so both give the same content. */
export function createAnswerCollector({ connection }: { connection: string | undefined }): AnswerCollector {
  const content: string[] = [];
  const reasoning: string[] = [];
  const toolCalls: { index: number; id: string; name: string; parts: string[] }[] = [];
  const reasoningState: ReasoningState[] = [];
  let finishReason: FinishReason | undefined;
  let rawFinishReason: string | undefined;
  let model: string | undefined;
  let usage: Usage | undefined;
  let providerMetadata: JsonObject | undefined;

  return {
    get finishReason() {
      return finishReason;
    },
    add(event) {
      switch (event.type) {
        case 'text':
          content.push(event.text);
          return;
        case 'reasoning':
          reasoning.push(event.text);
          return;
        case 'tool_call':
          toolCalls.push({ index: event.index, id: event.id, name: event.name, parts: [] });
          return;
        case 'tool_arguments':
          toolCalls.find((call) => call.index === event.index)?.parts.push(event.text);
          return;
        case 'reasoning_state':
          reasoningState.push({ format: event.format, connection, data: event.data });
          return;
        case 'model':
          model = event.model;
          return;
        case 'usage':
          usage = event.usage;
          return;
        case 'finish':
          finishReason = event.reason;
          rawFinishReason = event.raw;
          return;
        case 'provider_metadata':
          providerMetadata = { ...providerMetadata, ...event.data };
          return;
      }
    },
    answer: () => ({
      content: content.join(''),
      reasoning: reasoning.join(''),
      toolCalls: toolCalls
        .toSorted((a, b) => a.index - b.index)
        .map(({ id, name, parts }) => ({ id, name, arguments: parts.join('') || '{}' })),
      reasoningState,
      finishReason: finishReason ?? 'stop',
      rawFinishReason,
      model,
      usage,
      providerMetadata,
    }),
  };
}
