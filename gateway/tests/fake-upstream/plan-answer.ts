import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Behaviour } from './behaviour.ts';
import { completeReply } from './complete-reply.ts';
import { anthropicDialect } from './dialects/anthropic.ts';
import { cohereDialect } from './dialects/cohere.ts';
import { geminiDialect } from './dialects/gemini.ts';
import { ollamaDialect } from './dialects/ollama.ts';
import { openaiDialect } from './dialects/openai.ts';
import { openaiResponsesDialect } from './dialects/openai-responses.ts';
import type { FakeDialect, FakeEvent, FakeOperation, FakeRequest } from './fake-dialect.ts';
import { frameEvents } from './frame-events.ts';

const DIALECTS: FakeDialect[] = [
  anthropicDialect,
  geminiDialect,
  cohereDialect,
  ollamaDialect,
  openaiResponsesDialect,
  openaiDialect,
];

export interface AnswerPlan {
  status: number;
  headers: Record<string, string>;
  /** The body, cut where its events end. */
  pieces: Buffer[];
  isStream: boolean;
  /** What a stream that never ends repeats. */
  repeated: Buffer | undefined;
}

/** Everything about an answer but its delivery. */
export function planAnswer({ request, behaviour }: { request: FakeRequest; behaviour: Behaviour }): AnswerPlan {
  const matched = matchDialect(request);
  const status = behaviour.status ?? (behaviour.rateLimit === undefined ? (matched === undefined ? 404 : 200) : 429);
  const plan = planBody({
    request,
    behaviour,
    status,
    ...(matched ?? { dialect: openaiDialect, operation: undefined }),
  });
  const retryAfter = behaviour.rateLimit?.retryAfter;
  const retryAfterMs = behaviour.rateLimit?.retryAfterMs;
  return compressed({
    plan: {
      ...plan,
      status,
      headers: {
        ...plan.headers,
        'x-request-id': 'fake-request',
        ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
        ...(retryAfterMs === undefined ? {} : { 'retry-after-ms': retryAfterMs }),
        ...padding(behaviour.headerPaddingBytes ?? 0),
        ...behaviour.headers,
      },
    },
    behaviour,
  });
}

export function matchDialect(request: FakeRequest): { dialect: FakeDialect; operation: FakeOperation } | undefined {
  for (const dialect of DIALECTS) {
    const operation = dialect.operation(request);
    if (operation !== undefined) return { dialect, operation };
  }
  return undefined;
}

interface BodyInputs {
  request: FakeRequest;
  behaviour: Behaviour;
  status: number;
  dialect: FakeDialect;
  operation: FakeOperation | undefined;
}

function planBody(inputs: BodyInputs): Omit<AnswerPlan, 'status'> {
  const { request, behaviour, status, dialect, operation } = inputs;
  if (behaviour.body !== undefined) return whole(behaviour.body);
  if (operation === undefined || status >= 400) {
    return whole(dialect.errorBody({ status, message: `fake failure ${status}` }));
  }
  if (operation.kind === 'embeddings') return whole(dialect.embeddings(request));
  if (operation.kind === 'images') return whole(dialect.images?.(request) ?? {});
  if (operation.kind === 'models') return whole(dialect.models());
  if (behaviour.stream ?? operation.stream) return streamed(inputs);
  return whole(dialect.chat(completeReply(behaviour.reply ?? {}, request), request));
}

function whole(body: unknown): Omit<AnswerPlan, 'status'> {
  const isText = typeof body === 'string';
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(isText ? body : JSON.stringify(body));
  const type = isText && body.startsWith('<') ? 'text/html; charset=utf-8' : 'application/json';
  return { headers: { 'content-type': type }, pieces: [bytes], isStream: false, repeated: undefined };
}

function streamed({ request, behaviour, dialect }: BodyInputs): Omit<AnswerPlan, 'status'> {
  const all = dialect.chatEvents(completeReply(behaviour.reply ?? {}, request), request);
  const isCut = behaviour.omitTerminal === true || behaviour.repeatEveryMs !== undefined;
  const events = isCut ? all.filter(({ isTerminal }) => isTerminal !== true) : all;
  const pieces = frameEvents({ dialect, events: withErrorEvent({ events, behaviour, dialect }), behaviour });
  return {
    headers: {
      'content-type': dialect.framing === 'ndjson' ? 'application/x-ndjson' : 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    },
    pieces,
    isStream: true,
    repeated: pieces.at(-1),
  };
}

function withErrorEvent(inputs: { events: FakeEvent[]; behaviour: Behaviour; dialect: FakeDialect }): FakeEvent[] {
  const { events, behaviour, dialect } = inputs;
  if (behaviour.errorEvent === undefined) return events;
  const wanted = behaviour.errorEvent === true ? {} : behaviour.errorEvent;
  const own = dialect.errorEvent({ status: 500, message: wanted.message ?? 'fake failure in the stream' });
  return [
    ...events.slice(0, wanted.afterEvents ?? 0),
    {
      ...own,
      ...(wanted.event === undefined ? {} : { event: wanted.event }),
      ...(wanted.data === undefined ? {} : { data: JSON.stringify(wanted.data) }),
    },
  ];
}

const BOMB_PART_BYTES = 10_000_000;

function compressed({ plan, behaviour }: { plan: AnswerPlan; behaviour: Behaviour }): AnswerPlan {
  if (behaviour.gzipBombBytes !== undefined) {
    // A gzip file may have several members: one small one, many times, unpacks to any size.
    const member = gzipSync(Buffer.alloc(BOMB_PART_BYTES, ' '));
    const pieces = Array.from({ length: Math.ceil(behaviour.gzipBombBytes / BOMB_PART_BYTES) }, () => member);
    return { ...plan, headers: { ...plan.headers, 'content-encoding': 'gzip' }, pieces };
  }
  if (behaviour.compress === undefined) return plan;
  const compress = behaviour.compress === 'gzip' ? gzipSync : brotliCompressSync;
  const pieces = [compress(Buffer.concat(plan.pieces))];
  return { ...plan, headers: { ...plan.headers, 'content-encoding': behaviour.compress }, pieces };
}

function padding(bytes: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let left = bytes, i = 0; left > 0; left -= 1000, i++)
    headers[`x-padding-${i}`] = 'p'.repeat(Math.min(left, 1000));
  return headers;
}
