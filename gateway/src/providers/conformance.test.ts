import { CAPABILITIES, type Capability } from '@latentkit/contract/capability';
import { describe, expect, test } from 'vitest';
import { type FixtureCase, readProviderFixtures } from '../../tests/provider-fixtures.ts';
import type { ChatAnswer, ChatEvent } from '../domain/chat.ts';
import { createAnswerCollector } from '../domain/collect-answer.ts';
import type { StreamFrame, UpstreamBody } from '../domain/upstream.ts';
import { createNdjsonParser } from '../net/ndjson-parser.ts';
import { createSseParser } from '../net/sse-parser.ts';
import { type ChatDialect, type ChatDraft, MalformedAnswerError } from '../wire/dialect.ts';
import { readEmbeddingsBody } from '../wire/latentkit/read-embeddings-request.ts';
import { readImageBody } from '../wire/latentkit/read-image-request.ts';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { chatOperationOf } from './chat-operation-of.ts';
import type { ProviderAdapter } from './provider-adapter.ts';
import { PROVIDERS } from './registry.gen.ts';

const CONNECTION = 'this-connection';
const networked = [...PROVIDERS].filter(([, adapter]) => adapter.transport === undefined);

describe.each(networked)('%s', (id, adapter) => {
  const fixtures = readProviderFixtures(id);

  test('says who it is and how to sign in', () => {
    expect(adapter.id).toBe(id);
    expect(adapter.label).not.toBe('');
    expect(adapter.documentation).toMatch(/^https:\/\//);
    expect(adapter.credential.safeParse({ api_key: 'k-1234' }).success).toBe(true);
    expect(adapter.credential.safeParse({ api_key: 'k-1234', key: 'x' }).success).toBe(false);
    expect(Object.values(adapter.authHeaders({ api_key: 'k-1234' })).join()).toContain('k-1234');
  });

  test('has a case for everything that it says it can do', () => {
    const shown = new Set(fixtures.cases.flatMap(shownBy));
    expect(adapter.capabilities.filter((capability) => !shown.has(capability))).toEqual([]);
  });

  for (const fixture of fixtures.cases) {
    if (fixture.operation === 'chat') describe(fixture.name, () => checkChat(adapter, fixture));
    else test(`${fixture.name}: writes the request and reads the answer`, () => checkWhole(adapter, fixture));
  }

  test.each(fixtures.failures)('failure: $name', ({ model, status, headers, body, expect: expected }) => {
    const answer = { status, headers, body };
    const read = chatOf(adapter, model).readFailure(answer);
    expect({ ...read, class: adapter.classify?.(answer, read) ?? read.class }).toMatchObject(expected);
  });

  test.each(fixtures.streamFailures)('stream failure: $name', ({ model, answer, streamBytes, expect: expected }) => {
    const dialect = chatOf(adapter, model);
    const reader = dialect.createEventReader();
    const read = (): void => {
      if (answer !== undefined) dialect.readAnswer(answer);
      for (const frame of framesOf(dialect, [streamBytes ?? new Uint8Array()])) reader.push(frame);
      reader.end();
    };
    if ('class' in expected) expect(thrownBy(read)).toMatchObject({ failure: expected });
    else expect(read).not.toThrow();
    expect(reader.isComplete()).toBe(false);
  });
});

function checkChat(adapter: ProviderAdapter, fixture: FixtureCase): void {
  const dialect = chatOf(adapter, fixture.model);
  const whole = (): ChatAnswer => fold(dialect.readAnswer(structuredClone(fixture.answer)));

  test.each([false, true])('writes the request (stream: %s)', (stream) => {
    const { body, warnings } = draftOf(adapter, fixture, stream);
    expect(JSON.parse(JSON.stringify(body))).toEqual({
      ...fixture.upstream,
      ...(stream ? fixture.upstreamStream : {}),
    });
    if (fixture.warnings) expect(warnings.map(({ param }) => param)).toEqual(fixture.warnings);
  });

  test('reads the whole answer', () => {
    expect(whole()).toMatchObject(fixture.expected);
  });

  const bytes = fixture.streamBytes;
  if (bytes === undefined) return;

  test.each([
    ['whole', bytes.length],
    ['byte by byte', 1],
    ['cut in halves', Math.ceil(bytes.length / 2)],
  ])('reads the same from the stream, %s', (_how, size) => {
    const reader = dialect.createEventReader();
    const events = framesOf(dialect, chunksOf(bytes, size)).flatMap((frame) => reader.push(frame));
    const streamed = fold([...events, ...reader.end()]);
    expect(reader.isComplete()).toBe(true);
    const { providerMetadata: streamedMetadata, ...streamedAnswer } = streamed;
    const { providerMetadata: _, ...wholeAnswer } = whole();
    expect(streamedAnswer).toEqual(wholeAnswer);
    const { providerMetadata } = fixture.expected;
    if (providerMetadata !== undefined) expect(streamedMetadata).toMatchObject({ ...providerMetadata });
  });

  test('a stream that is cut before the end of its answer is not complete', () => {
    const frames = framesOf(dialect, [bytes]);
    for (const cut of frames.keys()) {
      const reader = dialect.createEventReader();
      const events = frames.slice(0, cut).flatMap((frame) => reader.push(frame));
      if (!reader.isComplete()) continue;
      // Complete before the last frame: then only usage and the end marker may be missing.
      const { content, reasoning, toolCalls, finishReason } = whole();
      expect(fold(events)).toMatchObject({ content, reasoning, toolCalls, finishReason });
    }
    expect(dialect.createEventReader().isComplete()).toBe(false);
  });
}

function checkWhole(adapter: ProviderAdapter, fixture: FixtureCase): void {
  const text = JSON.stringify(fixture.body);
  const { task } = fixture.operation === 'image' ? readImageBody(text) : readEmbeddingsBody(text);
  const { model, answer } = fixture;
  if (task.operation === 'chat') throw new Error('not a whole operation');
  if (task.operation === 'image') {
    const dialect = present(adapter.image).dialect;
    checkWritten(fixture, dialect.writeRequest({ request: task.request, model }));
    expect(dialect.readAnswer({ body: answer, request: task.request })).toMatchObject(fixture.expected);
  } else {
    const dialect = present(adapter.embeddings).dialect;
    checkWritten(fixture, dialect.writeRequest({ request: task.request, model }));
    expect(dialect.readAnswer({ body: answer, request: task.request })).toMatchObject(fixture.expected);
  }
}

function checkWritten(
  fixture: FixtureCase,
  written: { readonly body: UpstreamBody; readonly warnings: ChatDraft['warnings'] },
): void {
  const { body, warnings } = written;
  expect(body.kind === 'json' ? JSON.parse(JSON.stringify(body.value)) : shownForm(body.fields)).toEqual(
    fixture.upstream,
  );
  if (fixture.warnings) expect(warnings.map(({ param }) => param)).toEqual(fixture.warnings);
}

/** A form as a fixture shows it: `{"fields": [{"name", "value"} or {"name", "filename", "mimeType", "base64"}]}`. */
function shownForm(fields: Extract<UpstreamBody, { kind: 'multipart' }>['fields']): unknown {
  return {
    fields: fields.map((field) => {
      if ('value' in field) return field;
      const { data, ...rest } = field;
      return { ...rest, base64: Buffer.from(data).toString('base64') };
    }),
  };
}

function draftOf(adapter: ProviderAdapter, { body, model }: FixtureCase, stream: boolean): ChatDraft {
  const { task } = readChatBody(JSON.stringify({ ...body, stream }));
  if (task.operation !== 'chat') throw new Error('not a chat body');
  const chat = present(chatOperationOf({ adapter, model, baseUrl: ownAddressOf(adapter) }));
  const input = { request: task.request, model, stream, connection: CONNECTION, maxOutputTokens: undefined };
  const draft = chat.dialect.writeRequest(input);
  return chat.adjust?.(draft, { model, stream }) ?? draft;
}

function framesOf(dialect: ChatDialect, chunks: readonly Uint8Array[]): StreamFrame[] {
  if (dialect.framing === 'sse') {
    const parser = createSseParser();
    return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
  }
  const parser = createNdjsonParser();
  const lines = [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
  return lines.map((data) => ({ event: undefined, data }));
}

function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, place) => bytes.subarray(place * size, (place + 1) * size));
}

function fold(events: readonly ChatEvent[]): ChatAnswer {
  const collector = createAnswerCollector({ connection: undefined });
  for (const event of events) collector.add(event);
  return collector.answer();
}

function thrownBy(act: () => void): MalformedAnswerError {
  try {
    act();
  } catch (error) {
    if (error instanceof MalformedAnswerError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The dialect in which the adapter speaks of this model; a failure case that names none means the default. */
function chatOf(adapter: ProviderAdapter, model: string | undefined): ChatDialect {
  return present(
    model === undefined ? adapter.chat : chatOperationOf({ adapter, model, baseUrl: ownAddressOf(adapter) }),
  ).dialect;
}

/** A provider without an address of its own is an Azure resource here; the others don't ask for it. */
function ownAddressOf(adapter: ProviderAdapter): string {
  return adapter.defaultBaseUrl ?? 'https://acme.openai.azure.com/openai/v1';
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the provider has no such operation');
  return value;
}

/** The capabilities that a case puts to the proof. */
function shownBy({ operation, body, expected }: FixtureCase): readonly Capability[] {
  if (operation === 'embeddings') return ['embeddings'];
  if (operation === 'image') return [body.image === undefined ? 'image_generation' : 'image_edit'];
  const text = JSON.stringify(body.messages);
  const proofs: Partial<Record<Capability, boolean>> = {
    chat: true,
    tools: Array.isArray(expected.toolCalls) && expected.toolCalls.length > 0,
    json: body.response_format !== undefined,
    vision: text.includes('"image_url"'),
    audio: text.includes('"input_audio"'),
    files: text.includes('"type":"file"'),
    reasoning: body.reasoning !== undefined || (expected.reasoning ?? '') !== '',
  };
  return CAPABILITIES.filter((capability) => proofs[capability]);
}
