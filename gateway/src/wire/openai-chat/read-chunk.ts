import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { createAnswerMetadata } from './answer-metadata.ts';
import type { OpenaiChatOptions } from './options.ts';
import { isErrorBody, readInBandFailure } from './read-failure.ts';
import { readFinishReason } from './read-finish-reason.ts';
import { readUsage, readUsageExtras } from './read-usage.ts';
import { createReasoningDetails } from './reasoning-details.ts';
import { createToolCallReader } from './tool-call-reader.ts';
import { STATE_FORMAT } from './write-messages.ts';

export interface ChunkReader {
  /** @throws MalformedAnswerError for an error chunk, or an ending that is none */
  read(chunk: JsonObject): ChatEvent[];
  /** What is certain only at the end; nothing when called again. */
  flush(): ChatEvent[];
  sawFinish(): boolean;
}

/** Reads the chunks of one answer. A whole answer is one chunk whose delta is the message. */
export function createChunkReader(options: OpenaiChatOptions): ChunkReader {
  const toolCalls = createToolCallReader();
  const details = createReasoningDetails();
  const metadata = createAnswerMetadata();
  let model: string | undefined;
  let refused = false;
  let sawFinish = false;

  const readDelta = (delta: JsonObject, events: ChatEvent[]): void => {
    const reasoning = textOf(delta.reasoning_content) || textOf(delta.reasoning);
    if (reasoning !== '') events.push({ type: 'reasoning', text: reasoning });
    if (typeof delta.content === 'string') {
      if (delta.content !== '') events.push({ type: 'text', text: delta.content });
    } else if (Array.isArray(delta.content)) {
      for (const part of delta.content) readPart(part, events);
    }
    const refusal = textOf(delta.refusal);
    if (refusal !== '') {
      refused = true;
      events.push({ type: 'text', text: refusal });
    }
    if (delta.tool_calls !== undefined) toolCalls.read(delta.tool_calls, events);
    if (delta.reasoning_details !== undefined) details.add(delta.reasoning_details);
    metadata.readMessage(delta);
  };

  /** Content may come as typed parts; those without a place in ours are kept as metadata. */
  const readPart = (part: unknown, events: ChatEvent[]): void => {
    if (!isJsonObject(part)) return;
    if (part.type === 'text') {
      if (textOf(part.text) !== '') events.push({ type: 'text', text: textOf(part.text) });
    } else if (part.type === 'thinking') {
      const text = thinkingText(part.thinking);
      if (text !== '') events.push({ type: 'reasoning', text });
    } else {
      metadata.readMessage({ content_parts: [part] });
    }
  };

  const readFinish = (raw: string, events: ChatEvent[]): void => {
    const reason = readFinishReason(raw, options);
    toolCalls.finish();
    sawFinish = true;
    // A forced function ends with "stop", and so does a refusal: what the answer holds says more.
    if (reason === 'stop' && refused) events.push({ type: 'finish', reason: 'content_filter', raw });
    else if (reason === 'stop' && toolCalls.sawCalls()) events.push({ type: 'finish', reason: 'tool_calls', raw });
    else events.push({ type: 'finish', reason, raw });
  };

  const readChoice = (choice: JsonObject, events: ChatEvent[]): void => {
    if (typeof choice.index === 'number' && choice.index !== 0) return;
    if (isJsonObject(choice.delta)) readDelta(choice.delta, events);
    metadata.readChoice(choice);
    if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '' && !sawFinish) {
      readFinish(choice.finish_reason, events);
    }
  };

  const readUsageOf = (value: unknown, events: ChatEvent[]): void => {
    if (!isJsonObject(value)) return;
    const usage = readUsage(value, options.reasoningTokens);
    if (usage !== undefined) events.push({ type: 'usage', usage });
    const extras = readUsageExtras(value);
    if (extras !== undefined) metadata.set('usage', extras);
  };

  return {
    read(chunk) {
      if (isErrorBody(chunk)) {
        const usage = readUsage(options.usageOf(chunk), options.reasoningTokens);
        throw new MalformedAnswerError(readInBandFailure(chunk, options.failures), usage);
      }
      const events: ChatEvent[] = [];
      if (typeof chunk.model === 'string' && chunk.model !== '' && chunk.model !== model) {
        model = chunk.model;
        events.push({ type: 'model', model });
      }
      if (Array.isArray(chunk.choices)) {
        for (const choice of chunk.choices) if (isJsonObject(choice)) readChoice(choice, events);
      }
      readUsageOf(options.usageOf(chunk), events);
      metadata.readChunk(chunk);
      return events;
    },
    flush() {
      const events: ChatEvent[] = [];
      const taken = details.take();
      if (taken.length > 0) {
        events.push({ type: 'reasoning_state', format: STATE_FORMAT, data: { reasoning_details: taken } });
      }
      const data = metadata.take();
      if (data !== undefined) events.push({ type: 'provider_metadata', data });
      return events;
    },
    sawFinish: () => sawFinish,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function thinkingText(value: unknown): string {
  if (!Array.isArray(value)) return textOf(value);
  return value.map((part) => (isJsonObject(part) ? textOf(part.text) : textOf(part))).join('');
}
