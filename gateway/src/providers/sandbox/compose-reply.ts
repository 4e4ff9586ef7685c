import { listTriggers } from './describe-triggers.ts';
import type { AskedTool, ChatAsk } from './read-chat-ask.ts';
import { sampleJson } from './sample-json.ts';
import { limitTokens, type SandboxReply, stopAt } from './sandbox-reply.ts';
import type { TriggerWord } from './triggers.ts';

/** Short waits, so that a stream can be seen to be one. */
const PIECE_MS = 2;
const LONG_STREAM_PIECE_MS = 20;
const ECHO_LENGTH = 400;
const SOME_UNICODE =
  '你好, здравствуйте, مرحبا, नमस्ते! 👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 "quoted" \\ back\nnew line\r\n\ndata: [DONE]\n\nevent: error\n\u2028<end>';

export interface ReplyAsk {
  readonly ask: ChatAsk;
  readonly word: TriggerWord | undefined;
  readonly amount: number | undefined;
  /** Said instead of anything else: a trigger could not be followed. */
  readonly explanation: string | undefined;
}

/** What the sandbox says. The same request always gets the same reply. */
export function composeReply(input: ReplyAsk): SandboxReply {
  const { ask } = input;
  const reply = stopAt(composeWhole(input), ask.stops);
  return ask.maxTokens === undefined ? reply : limitTokens(reply, ask.maxTokens);
}

function composeWhole({ ask, word, amount, explanation }: ReplyAsk): SandboxReply {
  if (explanation !== undefined) return { ...say(explanation), pieceMs: 0 };
  const calls = callsFor(ask, word);
  if (typeof calls === 'string') return say(calls);
  const reasoning = ask.wantsReasoning || word === 'reasoning' ? reasonAbout(ask) : '';
  if (calls.length > 0) return { ...say(''), reasoning, toolCalls: calls, finish: 'tool_calls' };
  const shaped = shapeFor({ ask, word, amount });
  if (shaped !== undefined) return { ...shaped, reasoning };
  return { ...say(ask.format === 'text' ? greet(ask) : jsonFor(ask)), reasoning };
}

function say(content: string): SandboxReply {
  return { reasoning: '', content, isRefusal: false, toolCalls: [], finish: 'stop', pieceMs: PIECE_MS };
}

function shapeFor({ ask, word, amount }: Pick<ReplyAsk, 'ask' | 'word' | 'amount'>): SandboxReply | undefined {
  switch (word) {
    case 'help':
      return { ...say(listTriggers()), pieceMs: 0 };
    case 'long_stream':
      return { ...say(countUp(amount ?? 0)), pieceMs: LONG_STREAM_PIECE_MS };
    case 'slow_stream':
      return { ...say(greet(ask)), pieceMs: amount ?? 0 };
    case 'large':
      return { ...say(fill((amount ?? 0) * 1_024)), pieceMs: 0 };
    case 'unicode':
      return say(SOME_UNICODE);
    case 'length':
      return { ...say(greet(ask).slice(0, 30)), finish: 'length' };
    case 'empty':
      return say('');
    case 'content_filter':
      return { ...say('The sandbox was about to say'), finish: 'content_filter' };
    case 'refusal':
      return { ...say('The sandbox was told to decline this.'), isRefusal: true };
    default:
      return undefined;
  }
}

function greet(ask: ChatAsk): string {
  const { toolResults, media } = ask;
  const echo = ask.lastUserText.trim();
  const said = echo.length > ECHO_LENGTH ? `${echo.slice(0, ECHO_LENGTH).toWellFormed()}…` : echo;
  const attached = [
    counted(media.image_url, 'image'),
    counted(media.input_audio, 'audio clip'),
    counted(media.file, 'file'),
  ].filter((text) => text !== '');
  const lines = [
    'Hello from the sandbox: no provider was called and nothing was charged.',
    ...(toolResults.length > 0 ? [`The tools answered: ${toolResults.join(', ').slice(0, ECHO_LENGTH)}`] : []),
    ...(attached.length > 0 ? [`You attached ${attached.join(', ')}.`] : []),
    said === '' ? 'You said nothing.' : `You said: ${said}`,
  ];
  return lines.join(' ');
}

function fill(length: number): string {
  return 'The sandbox has a lot to say. '.repeat(Math.ceil(length / 30)).slice(0, length);
}

function counted(count: number, noun: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function reasonAbout(ask: ChatAsk): string {
  return `The user wrote ${ask.lastUserText.length} characters. The sandbox does not think, but it can show what thinking looks like.`;
}

function countUp(pieces: number): string {
  return Array.from({ length: pieces }, (_, index) => `${index + 1} `).join('');
}

function jsonFor(ask: ChatAsk): string {
  const schema = ask.format === 'text' ? undefined : ask.format.schema;
  return JSON.stringify(schema === undefined ? { sandbox: true, text: greet(ask) } : sampleJson({ schema }));
}

/** The calls to make; a text says why none can be made. */
function callsFor(ask: ChatAsk, word: TriggerWord | undefined): SandboxReply['toolCalls'] | string {
  const mustCall = ask.tools.length > 0 && ask.toolChoice !== undefined && ask.toolChoice !== 'none';
  const isTriggered = word === 'tool_call' || word === 'parallel_tool_calls';
  // A trigger stays in the last user message when results come back: then it has been followed.
  if (!mustCall && (!isTriggered || ask.toolResults.length > 0)) return [];
  const [first, second] = toolsToCall(ask);
  if (first === undefined)
    return `"sandbox:${word ?? 'tool_call'}" needs tools in the request, and a tool_choice that allows them.`;
  const called = word === 'parallel_tool_calls' && ask.parallelToolCalls ? [first, second ?? first] : [first];
  return called.map((tool, index) => ({ name: tool.name, arguments: argumentsFor(tool, called, index) }));
}

function toolsToCall({ tools, toolChoice }: ChatAsk): readonly AskedTool[] {
  if (toolChoice === 'none') return [];
  if (typeof toolChoice === 'object') return tools.filter((tool) => tool.name === toolChoice.name);
  return tools;
}

/** A tool that is called twice gets other arguments the second time. */
function argumentsFor(tool: AskedTool, called: readonly AskedTool[], index: number): string {
  if (tool.parameters === undefined) return '{}';
  return JSON.stringify(sampleJson({ schema: tool.parameters, index: called[0] === tool ? index : 0 }));
}
