import type { ChatAnswer, ChatEvent, FinishReason, ReasoningState } from './chat.ts';
import type { JsonObject } from './json.ts';
import type { Usage } from './usage.ts';

interface CollectedCall {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  arguments: string;
  /** Also where the texts are not kept. */
  hasArguments: boolean;
}

/** Folds events into the whole answer. The same fold serves streams and whole answers, so both give the same content. */
export interface AnswerCollector {
  add(event: ChatEvent): void;
  answer(): ChatAnswer;
  /** Places of the tool calls that have no arguments so far. */
  callsWithoutArguments(): readonly number[];
  /** How many characters there were of each, whether they were kept or not. */
  readonly written: WrittenCharacters;
}

export interface WrittenCharacters {
  /** Text, and names and arguments of tool calls. */
  readonly readable: number;
  readonly reasoning: number;
}

interface CollectorInput {
  readonly connection: string | undefined;
  /** The texts of a stream have gone to the caller: to keep them too would cost as much memory as the answer is long. */
  readonly forgetsTexts?: boolean;
}

export function createAnswerCollector(from: CollectorInput): AnswerCollector {
  return new EventFold(from);
}

// A class, since closures for each request cost more than the fold itself.
class EventFold implements AnswerCollector {
  readonly written = { readable: 0, reasoning: 0 };
  private readonly connection: string | undefined;
  private readonly keepsTexts: boolean;
  private content = '';
  private reasoning = '';
  private toolCalls: CollectedCall[] | undefined;
  private reasoningState: ReasoningState[] | undefined;
  private finishReason: FinishReason | undefined;
  private rawFinishReason: string | undefined;
  private model: string | undefined;
  private usage: Usage | undefined;
  private providerMetadata: JsonObject | undefined;

  constructor({ connection, forgetsTexts = false }: CollectorInput) {
    this.connection = connection;
    this.keepsTexts = !forgetsTexts;
  }

  add(event: ChatEvent): void {
    switch (event.type) {
      case 'text':
        this.written.readable += event.text.length;
        if (this.keepsTexts) this.content += event.text;
        return;
      case 'reasoning':
        this.written.reasoning += event.text.length;
        if (this.keepsTexts) this.reasoning += event.text;
        return;
      case 'tool_call':
        this.written.readable += event.name.length;
        this.toolCalls ??= [];
        this.toolCalls.push({ index: event.index, id: event.id, name: event.name, arguments: '', hasArguments: false });
        return;
      case 'tool_arguments': {
        this.written.readable += event.text.length;
        const call = this.toolCalls?.find(({ index }) => index === event.index);
        if (!call) return;
        call.hasArguments ||= event.text !== '';
        if (this.keepsTexts) call.arguments += event.text;
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

  callsWithoutArguments(): readonly number[] {
    return (this.toolCalls ?? []).filter((call) => !call.hasArguments).map((call) => call.index);
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
