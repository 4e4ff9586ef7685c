import type { Message } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { callId } from './call-id.ts';
import { restoreTurn } from './restore-turn.ts';
import { textOfParts, writeContent } from './write-content.ts';

export interface WrittenInput {
  readonly instructions: string | undefined;
  readonly items: readonly JsonObject[];
}

interface InputToWrite {
  readonly messages: readonly Message[];
  readonly connection: string;
  /** System text stays among the items: what the server looks for in the input it doesn't look for in instructions. */
  readonly systemAsItem: boolean;
  readonly warn: Warn;
}

/** Leading system messages become `instructions`, later ones stay in their place. @throws RangeError for a part that the format cannot carry */
export function writeInput({ messages, connection, systemAsItem, warn }: InputToWrite): WrittenInput {
  const firstOther = messages.findIndex((message) => message.role !== 'system');
  // Without any other message the system text is the input: there must be one.
  const leading = systemAsItem || firstOther === -1 ? 0 : firstOther;
  const instructions = messages.slice(0, leading).map((message) => systemText(message, warn));
  return {
    instructions: instructions.length === 0 ? undefined : instructions.join('\n\n'),
    items: messages.slice(leading).flatMap((message) => writeMessage({ message, connection, warn })),
  };
}

function writeMessage({ message, connection, warn }: { message: Message; connection: string; warn: Warn }) {
  switch (message.role) {
    case 'system':
      return [{ role: 'developer', content: systemText(message, warn) }];
    case 'user':
      if (message.name !== undefined) {
        warn({ param: 'messages.name', message: 'A message has no name here; it was left out.' });
      }
      return [{ role: 'user', content: writeContent({ parts: message.content, warn }) }];
    case 'tool': {
      const output = writeContent({ parts: message.content, warn });
      return [{ type: 'function_call_output', call_id: callId(message.toolCallId), output }];
    }
    case 'assistant':
      return restoreTurn({ message, connection, warn });
  }
}

function systemText(message: Message, warn: Warn): string {
  return textOfParts({ parts: message.content, warn, place: 'a system message' });
}
