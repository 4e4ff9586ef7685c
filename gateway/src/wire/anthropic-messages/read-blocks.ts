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

type OpenBlock =
  | { readonly kind: 'text' }
  | { readonly kind: 'thinking'; readonly block: JsonObject; readonly place: Place; text: string; signature: string }
  | { readonly kind: 'tool'; readonly callIndex: number; readonly input: unknown; hasArguments: boolean }
  | { readonly kind: 'other'; readonly block: JsonObject; json: string };

interface Place {
  readonly afterText: number;
  readonly afterToolCalls: number;
}

export function createBlockReader(): BlockReader {
  const openBlocks = new Map<number, OpenBlock>();
  const otherBlocks: JsonObject[] = [];
  const citations: unknown[] = [];
  let textLength = 0;
  let toolCalls = 0;

  const addText = (text: string): ChatEvent[] => {
    if (text === '') return [];
    textLength += text.length;
    return [{ type: 'text', text }];
  };

  const addThinking = ({ at, text }: { at: Extract<OpenBlock, { kind: 'thinking' }>; text: string }): ChatEvent[] => {
    at.text += text;
    return text === '' ? [] : [{ type: 'reasoning', text }];
  };

  const openThinking = ({ index, block }: { index: number; block: JsonObject }) => {
    const place = { afterText: textLength, afterToolCalls: toolCalls };
    const signature = textOf(block.signature) ?? '';
    const opened = { kind: 'thinking' as const, block, place, text: '', signature };
    openBlocks.set(index, opened);
    return opened;
  };

  const openTool = ({ index, block }: { index: number; block: JsonObject }): ChatEvent[] => {
    const name = textOf(block.name);
    if (!name) throw new MalformedAnswerError({ message: 'a tool call has no name' });
    const callIndex = toolCalls++;
    openBlocks.set(index, { kind: 'tool', callIndex, input: block.input, hasArguments: false });
    return [{ type: 'tool_call', index: callIndex, id: textOf(block.id) || `call_${callIndex}`, name }];
  };

  const open: BlockReader['open'] = ({ index, block }) => {
    const closed = close(index);
    switch (block.type) {
      case 'text':
        openBlocks.set(index, { kind: 'text' });
        citations.push(...listOf(block.citations));
        return [...closed, ...addText(textOf(block.text) ?? '')];
      case 'thinking': {
        const at = openThinking({ index, block });
        return [...closed, ...addThinking({ at, text: textOf(block.thinking) ?? '' })];
      }
      case 'redacted_thinking': {
        const data = keepThinkingBlock({ block, afterText: textLength, afterToolCalls: toolCalls });
        return [...closed, { type: 'reasoning_state', format: REASONING_FORMAT, data }];
      }
      case 'tool_use':
        return [...closed, ...openTool({ index, block })];
      default:
        openBlocks.set(index, { kind: 'other', block, json: '' });
        return closed;
    }
  };

  const fill: BlockReader['fill'] = ({ index, delta }) => {
    const at = openBlocks.get(index);
    switch (delta.type) {
      case 'text_delta':
        return addText(textOf(delta.text) ?? '');
      case 'thinking_delta': {
        const thinking = at?.kind === 'thinking' ? at : openThinking({ index, block: { type: 'thinking' } });
        return addThinking({ at: thinking, text: textOf(delta.thinking) ?? '' });
      }
      case 'signature_delta':
        if (at?.kind === 'thinking') at.signature += textOf(delta.signature) ?? '';
        return [];
      case 'input_json_delta':
        return fillInput({ at, json: textOf(delta.partial_json) ?? '' });
      case 'citations_delta':
        if (delta.citation) citations.push(delta.citation);
        return [];
      default:
        return [];
    }
  };

  const close = (index: number): ChatEvent[] => {
    const block = openBlocks.get(index);
    openBlocks.delete(index);
    if (block?.kind === 'other') otherBlocks.push(withInput(block));
    if (block?.kind === 'tool') return wholeInput(block);
    return block?.kind === 'thinking' ? stateOf(block) : [];
  };

  return {
    open,
    fill,
    close,
    closeAll: () => [...openBlocks.keys()].flatMap(close),
    metadata: () => ({
      ...(otherBlocks.length > 0 ? { content_blocks: otherBlocks } : {}),
      ...(citations.length > 0 ? { citations } : {}),
    }),
  };
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
function stateOf({ block, place, text, signature }: Extract<OpenBlock, { kind: 'thinking' }>): ChatEvent[] {
  if (signature === '') return [];
  const data = keepThinkingBlock({ block: { ...block, thinking: text, signature }, ...place });
  return [{ type: 'reasoning_state', format: REASONING_FORMAT, data }];
}

function withInput({ block, json }: Extract<OpenBlock, { kind: 'other' }>): JsonObject {
  const input = json === '' ? undefined : parseJson(json);
  return input?.ok ? { ...block, input: input.value } : block;
}
