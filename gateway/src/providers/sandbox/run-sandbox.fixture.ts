import type { ChatAnswer, ChatEvent, ChatRequest } from '../../domain/chat.ts';
import { createAnswerCollector } from '../../domain/collect-answer.ts';
import type { UpstreamFault, UpstreamHandlers, UpstreamHeaders, UpstreamRequest } from '../../domain/upstream.ts';
import { MalformedAnswerError, type ReadFailure } from '../../wire/dialect.ts';
import { sandbox } from '../sandbox.ts';
import { answerRequest } from './answer-request.ts';
import { createSandboxTransport } from './sandbox-transport.ts';
import { createVirtualTimers } from './virtual-timers.fixture.ts';

/** What came of one call: what the handlers were told, in order. */
export interface SandboxRun {
  readonly calls: readonly string[];
  readonly passedMs: number;
  readonly status: number | undefined;
  readonly headers: UpstreamHeaders;
  readonly body: string | undefined;
  readonly frames: readonly string[];
  readonly fault: UpstreamFault | undefined;
}

export function runSandbox({ path, value }: { path: string; value: Record<string, unknown> }): SandboxRun {
  const timers = createVirtualTimers();
  const request: UpstreamRequest = {
    method: 'POST',
    origin: 'http://sandbox.invalid',
    path,
    headers: {},
    body: { kind: 'json', value },
    framing: value.stream === true ? 'sse' : 'whole',
    credentialId: 'none',
    trusted: true,
  };
  const calls: string[] = [];
  const frames: string[] = [];
  let head: { status: number; headers: UpstreamHeaders } | undefined;
  let body: string | undefined;
  let fault: UpstreamFault | undefined;
  const handlers: UpstreamHandlers = {
    onHeaders(given) {
      calls.push('headers');
      head = given;
    },
    onFrames(given) {
      calls.push('frames');
      frames.push(...given.map(({ data }) => data));
    },
    onBody(text) {
      calls.push('body');
      body = text;
    },
    onEnd: () => calls.push('end'),
    onFault(given) {
      calls.push('fault');
      fault = given;
    },
  };
  createSandboxTransport({ answer: answerRequest, timers }).call(request, handlers);
  const passedMs = timers.runAll(20_000);
  return { calls, passedMs, status: head?.status, headers: head?.headers ?? {}, body, frames, fault };
}

export function chatRequest(changes: Partial<ChatRequest> & { readonly text?: string } = {}): ChatRequest {
  const { text = 'hello', ...others } = changes;
  return {
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    maxTokens: undefined,
    temperature: undefined,
    topP: undefined,
    stop: undefined,
    seed: undefined,
    tools: [],
    toolChoice: undefined,
    parallelToolCalls: undefined,
    responseFormat: undefined,
    reasoning: undefined,
    user: undefined,
    metadata: undefined,
    passthrough: {},
    ...others,
  };
}

/** A chat with the sandbox as the pipeline has it: written and read by the adapter's own dialect. */
export interface ChatRun extends SandboxRun {
  /** Undefined: the answer did not come to its end. */
  readonly answer: ChatAnswer | undefined;
  /** What was said, whether or not it came to an end. */
  readonly partial: ChatAnswer;
  readonly failure: ReadFailure | undefined;
}

export function chatWithSandbox({ request, stream }: { request: ChatRequest; stream: boolean }): ChatRun {
  const { dialect, path } = sandbox.chat;
  const draft = dialect.writeRequest({
    request,
    model: 'sandbox',
    stream,
    connection: 'sandbox',
    maxOutputTokens: undefined,
  });
  const run = runSandbox({ path: path(), value: draft.body });
  const collector = createAnswerCollector({ connection: 'sandbox' });
  const reader = dialect.createEventReader();
  const take = (events: readonly ChatEvent[]) => {
    for (const event of events) collector.add(event);
  };
  let failure: ReadFailure | undefined;
  let isComplete = false;
  try {
    for (const data of run.frames) take(reader.push({ event: undefined, data }));
    if (run.status !== undefined && run.status >= 400) failure = dialect.readFailure(failedAnswer(run));
    else if (run.body !== undefined) {
      take(dialect.readAnswer(parsedOrText(run.body)));
      isComplete = true;
    } else if (run.calls.at(-1) === 'end') {
      take(reader.end());
      isComplete = reader.isComplete();
    }
  } catch (error) {
    if (!(error instanceof MalformedAnswerError)) throw error;
    failure = error.failure;
  }
  const partial = collector.answer();
  return { ...run, failure, partial, answer: isComplete ? partial : undefined };
}

function failedAnswer(run: SandboxRun) {
  return { status: run.status ?? 0, headers: run.headers, body: parsedOrText(run.body ?? '') };
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
