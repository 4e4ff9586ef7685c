import type { Behaviour, RecordedRequest } from '../fake-upstream/behaviour.ts';
import { planAnswer } from '../fake-upstream/plan-answer.ts';

export type DialectId = 'openai-compatible' | 'openai-responses' | 'anthropic' | 'google' | 'cohere' | 'ollama';

export interface MatrixDialect {
  readonly id: DialectId;
  /** As a configuration names it; the id unless said. */
  readonly provider?: string;
  /** What of the upstream's address belongs into `base_url`. */
  readonly basePath: string;
  readonly framing: 'sse' | 'ndjson';
  /** The format is spoken only at the provider's own address, so that the connection has to name that. */
  readonly ownDomain?: string;
  /** Before the id of a model: the format is spoken only with some. */
  readonly modelPrefix?: string;
}

export const MATRIX_DIALECTS: readonly MatrixDialect[] = [
  { id: 'openai-compatible', basePath: '/v1', framing: 'sse' },
  {
    id: 'openai-responses',
    provider: 'openai',
    basePath: '/v1',
    framing: 'sse',
    ownDomain: 'api.openai.com',
    modelPrefix: 'gpt-5-',
  },
  { id: 'anthropic', basePath: '', framing: 'sse' },
  { id: 'google', basePath: '', framing: 'sse' },
  { id: 'cohere', basePath: '', framing: 'sse' },
  { id: 'ollama', basePath: '', framing: 'ndjson' },
];

/** What the first attempt says in every cell: short words, and characters of two, three and four bytes. */
export const FAULTY_TEXT = 'one zwei ünî 三 🙂 six';
type Asked = Pick<RecordedRequest, 'path' | 'body'>;

const FAULTY_REPLY = { text: FAULTY_TEXT, usage: { input: 12, output: 9 } };

export function replying(behaviour: Behaviour): Behaviour {
  return { reply: FAULTY_REPLY, ...behaviour };
}

/** The frames of the answer that would come without a fault, as bytes. */
export function framesOf(request: Asked, behaviour: Behaviour = {}): Buffer[] {
  const body = typeof request.body === 'object' && request.body !== null ? { ...request.body } : {};
  return planAnswer({ request: { path: request.path, body }, behaviour: replying(behaviour) }).pieces;
}

/** The chat completions request of any cell: their model ids are all of one length, so that their bytes are, too. */
export function exampleRequest(): Asked {
  const body = { model: modelOfCell(0), stream: true, stream_options: { include_usage: true } };
  return { path: '/v1/chat/completions', body };
}

/** Health is kept by model, so that each cell's failures stay its own. */
export function modelOfCell(index: number): string {
  return `cell-${String(index).padStart(5, '0')}`;
}

export interface Landmarks {
  /** Where the frame with the first content starts, and where it ends. */
  readonly firstContentStart: number;
  readonly firstContentEnd: number;
  /** Where the frame ends that tells a whole answer from a cut one. */
  readonly terminalEnd: number;
  readonly total: number;
}

/** Where in the bytes of a stream its first content and its terminal marker are. */
export function landmarksOf(request: Asked): Landmarks {
  const frames = framesOf(request);
  const endOf = (index: number): number => frames.slice(0, index + 1).reduce((sum, frame) => sum + frame.length, 0);
  const first = frames.findIndex((frame) => frame.includes('one'));
  const terminal = frames.findIndex((frame) => TERMINAL.test(frame.toString()));
  return {
    firstContentStart: endOf(first - 1),
    firstContentEnd: endOf(first),
    terminalEnd: endOf(terminal),
    total: endOf(frames.length - 1),
  };
}

// By the formats' documents, one for each: chat completions, Responses, messages, Gemini, chat v2, Ollama.
const TERMINAL =
  /"finish_reason":"stop"|"type":"response\.completed"|"type":"message_stop"|"finishReason":"|"type":"message-end"|"done":true/;
