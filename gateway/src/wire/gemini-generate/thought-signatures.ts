import type { Message } from '../../domain/chat.ts';
import type { Warn } from '../collect-warnings.ts';
import { objectOf, textOf } from '../narrow-json.ts';

export const REASONING_FORMAT = 'gemini-generate';

/** Stands in for a signature that was lost; Gemini 3 refuses a function call of the current turn without one. */
export const LOST_SIGNATURE = 'skip_thought_signature_validator';

type AssistantMessage = Message & { readonly role: 'assistant' };

/** A signature and the part that it was on; this is the `data` of our reasoning state. */
export type SignedPart =
  | { readonly part: 'tool_call'; readonly id: string; readonly signature: string }
  | { readonly part: 'text'; readonly signature: string };

export interface Signatures {
  /** Tool call id → signature. */
  readonly byCall: ReadonlyMap<string, string>;
  readonly ofText: readonly string[];
}

interface SignaturesInput {
  readonly message: AssistantMessage;
  readonly connection: string;
  readonly warn: Warn;
}

/** The signatures that this connection itself gave out; others would be refused, or would leak another account's state. */
export function readSignatures({ message, connection, warn }: SignaturesInput): Signatures {
  const byCall = new Map<string, string>();
  const ofText: string[] = [];
  for (const state of message.reasoningState) {
    const ours = state.connection === undefined || state.connection === connection;
    const signed = state.format === REASONING_FORMAT && ours ? readSignedPart(state.data) : undefined;
    if (signed === undefined) {
      warn({ param: 'messages[].reasoning_details', message: 'Reasoning state of another connection was left out.' });
    } else if (signed.part === 'tool_call') byCall.set(signed.id, signed.signature);
    else ofText.push(signed.signature);
  }
  if (message.reasoning !== '' && byCall.size === 0 && ofText.length === 0) {
    warn({
      param: 'messages[].reasoning',
      message: 'Reasoning text of earlier turns is not sent without a signature.',
    });
  }
  return { byCall, ofText };
}

function readSignedPart(data: unknown): SignedPart | undefined {
  const state = objectOf(data);
  const signature = textOf(state?.signature);
  if (signature === undefined) return undefined;
  if (state?.part === 'text') return { part: 'text', signature };
  const id = textOf(state?.id);
  return state?.part === 'tool_call' && id !== undefined ? { part: 'tool_call', id, signature } : undefined;
}
