import { tokensOf } from './read-chat-ask.ts';

/** What the sandbox says in a chat, before it is written as an answer or as a stream. */
export interface SandboxReply {
  readonly reasoning: string;
  readonly content: string;
  /** True: the content is a refusal, which has a field of its own. */
  readonly isRefusal: boolean;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  /** Wait before each piece of a stream, ms. */
  readonly pieceMs: number;
}

export interface ReplyTokens {
  readonly reasoning: number;
  /** All output, reasoning included. */
  readonly all: number;
}

export function countTokens(reply: SandboxReply): ReplyTokens {
  const calls = reply.toolCalls.map((call) => call.name + call.arguments).join('');
  const reasoning = tokensOf(reply.reasoning);
  return { reasoning, all: reasoning + tokensOf(reply.content + calls) };
}

/** Ends the content before the first of the stop texts. */
export function stopAt(reply: SandboxReply, stops: readonly string[]): SandboxReply {
  const places = stops.map((stop) => reply.content.indexOf(stop)).filter((place) => place >= 0);
  return places.length === 0 ? reply : { ...reply, content: reply.content.slice(0, Math.min(...places)) };
}

/** Cuts the reply to so many tokens, reasoning first, as a model that runs into its limit does. */
export function limitTokens(reply: SandboxReply, maxTokens: number): SandboxReply {
  if (countTokens(reply).all <= maxTokens) return reply;
  const reasoning = cut(reply.reasoning, maxTokens * 4);
  let room = (maxTokens - tokensOf(reasoning)) * 4;
  const take = (text: string): string => {
    const taken = cut(text, room);
    room -= taken.length;
    return taken;
  };
  const content = take(reply.content);
  const toolCalls = reply.toolCalls.flatMap((call) =>
    take(call.name) === call.name ? [{ name: call.name, arguments: take(call.arguments) }] : [],
  );
  return { ...reply, reasoning, content, toolCalls, finish: 'length' };
}

/** Never in the middle of a character that takes two code units. */
function cut(text: string, length: number): string {
  const end = Math.max(0, length);
  const last = text.charCodeAt(end - 1);
  return text.slice(0, end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}
