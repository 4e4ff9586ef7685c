import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { listOf, objectsOf, textOf } from '../narrow-json.ts';
import { keepItem, keepOutput, STATE_FORMAT } from './kept-output.ts';

/** A piece of a text that grows: which output item, which part of it, and the text. */
export interface TextPiece {
  readonly index: number;
  /** The part's name inside its item: the streamed and the whole answer name it alike. */
  readonly part: string;
  readonly text: string;
}

/** How much of one output item was read. */
interface Progress {
  /** What was read of each part. */
  readonly read: Map<string, string>;
  textLength: number;
  /** The place among the tool calls; undefined for other items, and until the call's name is known. */
  callIndex: number | undefined;
  /** Arguments came before the call did: they are in the finished item again. */
  awaitsItem: boolean;
  kept: JsonObject | undefined;
}

/**
 * The items of one answer's output. A stream opens, fills and closes each; a whole answer only closes them. Closing
 * gives what was not read before, so both give the same, and the end of an item makes good what its beginning lost.
 */
export class OutputReader {
  private readonly items = new Map<number, Progress>();
  private readonly otherItems: JsonObject[] = [];
  private readonly annotations: unknown[] = [];
  private readonly logprobs: unknown[] = [];
  private calls = 0;
  private hasReasoning = false;
  private hasRefusal = false;

  get sawCalls(): boolean {
    return this.calls > 0;
  }

  get sawRefusal(): boolean {
    return this.hasRefusal;
  }

  open({ index, item }: { index: number; item: JsonObject }): ChatEvent[] {
    const at = this.progressOf(index);
    return item.type === 'function_call' ? this.announce(at, item) : [];
  }

  addText({ index, part, text }: TextPiece): ChatEvent[] {
    const at = this.progressOf(index);
    if (text === '') return [];
    advance(at, part, text);
    at.textLength += text.length;
    return [{ type: 'text', text }];
  }

  addRefusal(piece: TextPiece): ChatEvent[] {
    this.hasRefusal = true;
    return this.addText(piece);
  }

  addReasoning({ index, part, text }: TextPiece): ChatEvent[] {
    if (text === '') return [];
    const isNewPart = advance(this.progressOf(index), part, text) === '';
    // Each part is a paragraph of its own.
    const lead = isNewPart && this.hasReasoning ? '\n\n' : '';
    this.hasReasoning = true;
    return [{ type: 'reasoning', text: lead + text }];
  }

  addArguments({ index, text }: { index: number; text: string }): ChatEvent[] {
    const at = this.progressOf(index);
    if (at.callIndex === undefined) {
      at.awaitsItem = true;
      return [];
    }
    if (text === '') return [];
    advance(at, 'arguments', text);
    return [{ type: 'tool_arguments', index: at.callIndex, text }];
  }

  /** @throws MalformedAnswerError for a tool call without a name */
  close({ index, item }: { index: number; item: JsonObject }): ChatEvent[] {
    const at = this.progressOf(index);
    if (at.kept !== undefined) return [];
    const events = this.readRest({ index, item, at });
    at.kept = keepItem({ item, textLength: at.textLength });
    at.awaitsItem = false;
    return events;
  }

  /** The state that the next turn needs. @throws MalformedAnswerError if a tool call was lost on the way */
  end(): ChatEvent[] {
    const inOrder = [...this.items].toSorted(([a], [b]) => a - b).map(([, progress]) => progress);
    if (inOrder.some(({ awaitsItem }) => awaitsItem)) {
      throw new MalformedAnswerError({ message: 'arguments of a tool call that never began' });
    }
    const data = keepOutput(inOrder.flatMap(({ kept }) => (kept === undefined ? [] : [kept])));
    return data === undefined ? [] : [{ type: 'reasoning_state', format: STATE_FORMAT, data }];
  }

  /** What the items hold that has no place in our answer. */
  metadata(): JsonObject {
    return {
      ...(this.otherItems.length > 0 ? { output_items: this.otherItems } : {}),
      ...(this.annotations.length > 0 ? { annotations: this.annotations } : {}),
      ...(this.logprobs.length > 0 ? { logprobs: this.logprobs } : {}),
    };
  }

  private readRest({ index, item, at }: { index: number; item: JsonObject; at: Progress }): ChatEvent[] {
    switch (item.type) {
      case 'message':
        return objectsOf(item.content).flatMap((part, place) => this.readContent({ index, place, part, at }));
      case 'reasoning':
        return [
          ...this.readThoughts({ index, parts: objectsOf(item.summary), name: summaryPart, at }),
          ...this.readThoughts({ index, parts: objectsOf(item.content), name: contentPart, at }),
        ];
      case 'function_call':
        return this.readCall({ index, item, at });
      default:
        this.otherItems.push(item);
        return [];
    }
  }

  private readContent(input: { index: number; place: number; part: JsonObject; at: Progress }): ChatEvent[] {
    const { index, part: content, at } = input;
    const part = contentPart(input.place);
    if (content.type === 'refusal') {
      return this.addRefusal({ index, part, text: restOf(at, part, textOf(content.refusal) ?? '') });
    }
    if (content.type !== 'output_text') {
      this.otherItems.push(content);
      return [];
    }
    this.annotations.push(...listOf(content.annotations));
    this.logprobs.push(...listOf(content.logprobs));
    return this.addText({ index, part, text: restOf(at, part, textOf(content.text) ?? '') });
  }

  private readThoughts(input: {
    index: number;
    parts: readonly JsonObject[];
    name: (place: number) => string;
    at: Progress;
  }): ChatEvent[] {
    const { index, parts, name, at } = input;
    return parts.flatMap((thought, place) => {
      const part = name(place);
      return this.addReasoning({ index, part, text: restOf(at, part, textOf(thought.text) ?? '') });
    });
  }

  private readCall({ index, item, at }: { index: number; item: JsonObject; at: Progress }): ChatEvent[] {
    const announced = this.announce(at, item);
    if (at.callIndex === undefined) throw new MalformedAnswerError({ message: 'a tool call has no name' });
    return [...announced, ...this.addArguments({ index, text: restOf(at, 'arguments', argumentsOf(item)) })];
  }

  private announce(at: Progress, item: JsonObject): ChatEvent[] {
    const name = textOf(item.name);
    if (at.callIndex !== undefined || !name) return [];
    at.callIndex = this.calls++;
    return [{ type: 'tool_call', index: at.callIndex, id: textOf(item.call_id) || `call_${at.callIndex}`, name }];
  }

  private progressOf(index: number): Progress {
    const known = this.items.get(index);
    if (known !== undefined) return known;
    const begun: Progress = {
      read: new Map(),
      textLength: 0,
      callIndex: undefined,
      awaitsItem: false,
      kept: undefined,
    };
    this.items.set(index, begun);
    return begun;
  }
}

export function contentPart(place: unknown): string {
  return `content ${String(place)}`;
}

export function summaryPart(place: unknown): string {
  return `summary ${String(place)}`;
}

/** Notes that the part has grown, and gives what it was before. */
function advance(at: Progress, part: string, text: string): string {
  const before = at.read.get(part) ?? '';
  at.read.set(part, before + text);
  return before;
}

/** What was not read yet. Nothing where a piece was lost in between: the part cannot be mended by adding to its end. */
function restOf(at: Progress, part: string, whole: string): string {
  const read = at.read.get(part) ?? '';
  return whole.startsWith(read) ? whole.slice(read.length) : '';
}

/** Arguments are JSON text; a few servers send the object itself. */
function argumentsOf(item: JsonObject): string {
  return isJsonObject(item.arguments) ? JSON.stringify(item.arguments) : (textOf(item.arguments) ?? '');
}
