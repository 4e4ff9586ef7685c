import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { listOf, textOf } from '../narrow-json.ts';
import { keepThinkingBlock, REASONING_FORMAT } from './restore-turn.ts';

/** The content blocks of one message, each opened, filled and closed by its index. */
export interface BlockReader {
  /** @throws MalformedAnswerError for a tool call without a name */
  open(at: { readonly index: number; readonly block: JsonObject }): ChatEvent[];
  /** @throws MalformedAnswerError for arguments of a tool call that never began: they would be lost */
  fill(at: { readonly index: number; readonly delta: JsonObject }): ChatEvent[];
  close(index: number): ChatEvent[];
  closeAll(): ChatEvent[];
  /** Blocks and citations that have no place in our answer. */
  metadata(): JsonObject;
}

interface ThinkingBlock {
  readonly kind: 'thinking';
  readonly block: JsonObject;
  readonly place: Place;
  text: string;
  signature: string;
}

type OpenBlock =
  | { readonly kind: 'text' }
  | ThinkingBlock
  | { readonly kind: 'tool'; readonly callIndex: number; readonly input: unknown; hasArguments: boolean }
  | { readonly kind: 'other'; readonly block: JsonObject; json: string };

interface Place {
  readonly afterText: number;
  readonly afterToolCalls: number;
}

export function createBlockReader(): BlockReader {
  return new ContentBlocks();
}

class ContentBlocks implements BlockReader {
  private readonly openBlocks = new Map<number, OpenBlock>();
  private readonly otherBlocks: JsonObject[] = [];
  private readonly citations: unknown[] = [];
  private textLength = 0;
  private toolCalls = 0;

  open({ index, block }: { index: number; block: JsonObject }): ChatEvent[] {
    const closed = this.close(index);
    switch (block.type) {
      case 'text':
        this.openBlocks.set(index, { kind: 'text' });
        this.citations.push(...listOf(block.citations));
        return [...closed, ...this.addText(textOf(block.text) ?? '')];
      case 'thinking': {
        const at = this.openThinking({ index, block });
        return [...closed, ...addThinking({ at, text: textOf(block.thinking) ?? '' })];
      }
      case 'redacted_thinking': {
        const data = keepThinkingBlock({ block, ...this.place() });
        return [...closed, { type: 'reasoning_state', format: REASONING_FORMAT, data }];
      }
      case 'tool_use':
        return [...closed, ...this.openTool({ index, block })];
      default:
        this.openBlocks.set(index, { kind: 'other', block, json: '' });
        return closed;
    }
  }

  fill({ index, delta }: { index: number; delta: JsonObject }): ChatEvent[] {
    const at = this.openBlocks.get(index);
    switch (delta.type) {
      case 'text_delta':
        return this.addText(textOf(delta.text) ?? '');
      case 'thinking_delta': {
        const thinking = at?.kind === 'thinking' ? at : this.openThinking({ index, block: { type: 'thinking' } });
        return addThinking({ at: thinking, text: textOf(delta.thinking) ?? '' });
      }
      case 'signature_delta':
        if (at?.kind === 'thinking') at.signature += textOf(delta.signature) ?? '';
        return [];
      case 'input_json_delta':
        return fillInput({ at, json: textOf(delta.partial_json) ?? '' });
      case 'citations_delta':
        if (delta.citation) this.citations.push(delta.citation);
        return [];
      default:
        return [];
    }
  }

  close(index: number): ChatEvent[] {
    const block = this.openBlocks.get(index);
    this.openBlocks.delete(index);
    if (block?.kind === 'other') this.otherBlocks.push(withInput(block));
    if (block?.kind === 'tool') return wholeInput(block);
    return block?.kind === 'thinking' ? stateOf(block) : [];
  }

  closeAll(): ChatEvent[] {
    return [...this.openBlocks.keys()].flatMap((index) => this.close(index));
  }

  metadata(): JsonObject {
    return {
      ...(this.otherBlocks.length > 0 ? { content_blocks: this.otherBlocks } : {}),
      ...(this.citations.length > 0 ? { citations: this.citations } : {}),
    };
  }

  private addText(text: string): ChatEvent[] {
    if (text === '') return [];
    this.textLength += text.length;
    return [{ type: 'text', text }];
  }

  private place(): Place {
    return { afterText: this.textLength, afterToolCalls: this.toolCalls };
  }

  private openThinking({ index, block }: { index: number; block: JsonObject }): ThinkingBlock {
    const signature = textOf(block.signature) ?? '';
    const opened: ThinkingBlock = { kind: 'thinking', block, place: this.place(), text: '', signature };
    this.openBlocks.set(index, opened);
    return opened;
  }

  private openTool({ index, block }: { index: number; block: JsonObject }): ChatEvent[] {
    const name = textOf(block.name);
    if (!name) throw new MalformedAnswerError({ message: 'a tool call has no name' });
    const callIndex = this.toolCalls++;
    this.openBlocks.set(index, { kind: 'tool', callIndex, input: block.input, hasArguments: false });
    return [{ type: 'tool_call', index: callIndex, id: textOf(block.id) || `call_${callIndex}`, name }];
  }
}

function addThinking({ at, text }: { at: ThinkingBlock; text: string }): ChatEvent[] {
  at.text += text;
  return text === '' ? [] : [{ type: 'reasoning', text }];
}

function fillInput({ at, json }: { at: OpenBlock | undefined; json: string }): ChatEvent[] {
  if (json === '') return [];
  if (at?.kind === 'other') {
    at.json += json;
    return [];
  }
  if (at?.kind !== 'tool') throw new MalformedAnswerError({ message: 'arguments of a tool call that never began' });
  at.hasArguments = true;
  return [{ type: 'tool_arguments', index: at.callIndex, text: json }];
}

/** A whole answer, and some servers' streams, give the arguments in one piece with the block. */
function wholeInput({ callIndex, input, hasArguments }: Extract<OpenBlock, { kind: 'tool' }>): ChatEvent[] {
  if (hasArguments || input === undefined || input === null) return [];
  if (isJsonObject(input) && Object.keys(input).length === 0) return [];
  return [{ type: 'tool_arguments', index: callIndex, text: JSON.stringify(input) }];
}

/** Without a signature the block cannot be sent back, so there is no state to keep. */
function stateOf({ block, place, text, signature }: ThinkingBlock): ChatEvent[] {
  if (signature === '') return [];
  const data = keepThinkingBlock({ block: { ...block, thinking: text, signature }, ...place });
  return [{ type: 'reasoning_state', format: REASONING_FORMAT, data }];
}

function withInput({ block, json }: Extract<OpenBlock, { kind: 'other' }>): JsonObject {
  const input = json === '' ? undefined : parseJson(json);
  return input?.ok ? { ...block, input: input.value } : block;
}
