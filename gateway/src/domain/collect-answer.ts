import type { ChatAnswer, ChatEvent, FinishReason, ReasoningState } from './chat.ts';
import type { JsonObject } from './json.ts';
import type { Usage } from './usage.ts';

interface CollectedCall {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  arguments: string;
}

/** Folds events into the whole answer. The same fold serves streams and whole answers, so both give the same content. */
export interface AnswerCollector {
  add(event: ChatEvent): void;
  answer(): ChatAnswer;
}

export function createAnswerCollector(from: { readonly connection: string | undefined }): AnswerCollector {
  return new EventFold(from);
}

// A class, since closures for each request cost more than the fold itself.
class EventFold implements AnswerCollector {
  private readonly connection: string | undefined;
  private content = '';
  private reasoning = '';
  private toolCalls: CollectedCall[] | undefined;
  private reasoningState: ReasoningState[] | undefined;
  private finishReason: FinishReason | undefined;
  private rawFinishReason: string | undefined;
  private model: string | undefined;
  private usage: Usage | undefined;
  private providerMetadata: JsonObject | undefined;

  constructor({ connection }: { connection: string | undefined }) {
    this.connection = connection;
  }

  add(event: ChatEvent): void {
    switch (event.type) {
      case 'text':
        this.content += event.text;
        return;
      case 'reasoning':
        this.reasoning += event.text;
        return;
      case 'tool_call':
        this.toolCalls ??= [];
        this.toolCalls.push({ index: event.index, id: event.id, name: event.name, arguments: '' });
        return;
      case 'tool_arguments': {
        const call = this.toolCalls?.find(({ index }) => index === event.index);
        if (call) call.arguments += event.text;
        return;
      }
      case 'reasoning_state':
        this.reasoningState ??= [];
        this.reasoningState.push({ format: event.format, connection: this.connection, data: event.data });
        return;
      case 'model':
        this.model = event.model;
        return;
      case 'usage':
        this.usage = event.usage;
        return;
      case 'finish':
        this.finishReason = event.reason;
        this.rawFinishReason = event.raw;
        return;
      case 'provider_metadata':
        this.providerMetadata = this.providerMetadata ? { ...this.providerMetadata, ...event.data } : event.data;
        return;
    }
  }

  answer(): ChatAnswer {
    return {
      content: this.content,
      reasoning: this.reasoning,
      toolCalls: this.toolCalls ? this.writeToolCalls(this.toolCalls) : [],
      reasoningState: this.reasoningState ?? [],
      finishReason: this.finishReason ?? 'stop',
      rawFinishReason: this.rawFinishReason,
      model: this.model,
      usage: this.usage,
      providerMetadata: this.providerMetadata,
    };
  }

  private writeToolCalls(calls: readonly CollectedCall[]): ChatAnswer['toolCalls'] {
    return calls
      .toSorted((one, other) => one.index - other.index)
      .map((call) => ({ id: call.id, name: call.name, arguments: call.arguments || '{}' }));
  }
}
