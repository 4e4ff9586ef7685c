import type { FakeReply } from './behaviour.ts';
import type { FakeRequest, FullReply } from './fake-dialect.ts';
import { field, listField, textField, textOf } from './read-value.ts';

/**
 * Fills in what a script left open: the text echoes the last user turn, usage counts four characters a token, ids are
 * numbered. The same request gets the same reply.
 */
export function completeReply(reply: FakeReply, request: FakeRequest): FullReply {
  const toolCalls = (reply.toolCalls ?? []).map((call, index) => ({
    ...call,
    id: call.id ?? `call_${index + 1}`,
    json: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
    parsed: typeof call.arguments === 'string' ? parsedOrText(call.arguments) : call.arguments,
  }));
  const text =
    reply.text ?? reply.textDeltas?.join('') ?? (toolCalls.length > 0 ? '' : `Echo: ${lastUserText(request)}`);
  const reasoning = reply.reasoning ?? reply.reasoningDeltas?.join('') ?? '';
  const said = text + reasoning + toolCalls.map(({ json }) => json).join('');
  return {
    text,
    textDeltas: reply.textDeltas ?? words(text),
    reasoning,
    reasoningDeltas: reply.reasoningDeltas ?? words(reasoning),
    toolCalls,
    usage: reply.usage ?? {
      input: tokens(JSON.stringify(request.body)),
      output: tokens(said),
      ...(reasoning === '' ? {} : { reasoning: tokens(reasoning) }),
    },
    finishReason: reply.finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop'),
    model: reply.model ?? textField(request.body, 'model') ?? modelInPath(request.path) ?? 'fake-model',
  };
}

function words(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === '' ? [] : [text]);
}

/** A deterministic vector for a text. */
export function embed(text: string, dimensions = 8): number[] {
  return Array.from({ length: dimensions }, (_, i) => ((text.length * 31 + i * 17) % 97) / 97);
}

export function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function lastUserText({ body }: FakeRequest): string {
  const turns = [...listField(body, 'messages'), ...listField(body, 'contents'), ...listField(body, 'input')];
  const last = turns.findLast((turn) => (textField(turn, 'role') ?? 'user') === 'user');
  return textOf(field(last, 'content') ?? field(last, 'parts')) || 'nothing';
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function modelInPath(path: string): string | undefined {
  const [, model] = /\/models\/([^:/?]+)/.exec(path) ?? [];
  return model === undefined ? undefined : decodeURIComponent(model);
}
