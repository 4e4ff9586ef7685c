import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';

interface OpenCall {
  readonly index: number;
  /** The server's own id, if it gave one. */
  id: string | undefined;
  /** False until the name is known: until then arguments wait in `held`. */
  announced: boolean;
  held: string;
}

export interface ToolCallReader {
  /** Reads the `tool_calls` of one delta, or of a whole message. */
  read(value: unknown, events: ChatEvent[]): void;
  sawCalls(): boolean;
  /** @throws MalformedAnswerError if a call never got a name */
  finish(): void;
}

/**
 * Puts tool-call deltas together. Deltas are told apart by `index`; servers that number every call 0, or none at all,
 * are told apart by a new id. A call without an id gets `call_<index>`, so that whole and streamed answers agree.
 */
export function createToolCallReader(): ToolCallReader {
  const byWireIndex = new Map<number, OpenCall>();
  const calls: OpenCall[] = [];

  const open = (wireIndex: number): OpenCall => {
    const call: OpenCall = { index: calls.length, id: undefined, announced: false, held: '' };
    calls.push(call);
    byWireIndex.set(wireIndex, call);
    return call;
  };

  const callOf = (delta: JsonObject, id: string | undefined, name: string): OpenCall => {
    if (typeof delta.index !== 'number') {
      const last = calls.at(-1);
      const isNew = last === undefined || (id === undefined ? name !== '' : id !== last.id);
      return isNew ? open(calls.length) : last;
    }
    const known = byWireIndex.get(delta.index);
    const isOtherCall = known?.id !== undefined && id !== undefined && id !== known.id && name !== '';
    return known === undefined || isOtherCall ? open(delta.index) : known;
  };

  const readOne = (delta: JsonObject, events: ChatEvent[]): void => {
    const definition = isJsonObject(delta.function) ? delta.function : {};
    const id = typeof delta.id === 'string' && delta.id !== '' ? delta.id : undefined;
    const name = typeof definition.name === 'string' ? definition.name : '';
    const call = callOf(delta, id, name);
    call.id ??= id;
    const text = argumentsText(definition.arguments);
    if (!call.announced && name !== '') {
      call.announced = true;
      events.push({ type: 'tool_call', index: call.index, id: call.id ?? `call_${call.index}`, name });
      if (call.held !== '') events.push({ type: 'tool_arguments', index: call.index, text: call.held });
      call.held = '';
    }
    if (text === '') return;
    if (call.announced) events.push({ type: 'tool_arguments', index: call.index, text });
    else call.held += text;
  };

  return {
    read(value, events) {
      if (!Array.isArray(value)) return;
      for (const delta of value) if (isJsonObject(delta)) readOne(delta, events);
    },
    sawCalls: () => calls.length > 0,
    finish() {
      if (calls.some((call) => !call.announced)) {
        throw new MalformedAnswerError({ message: 'the answer has a tool call without a name' });
      }
    },
  };
}

/** Arguments are JSON text; a few servers send the object itself. */
function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  return isJsonObject(value) ? JSON.stringify(value) : '';
}
