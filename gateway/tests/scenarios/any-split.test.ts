import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamFrame } from '../../src/domain/upstream.ts';
import { createAnswerReading } from '../../src/pipeline/answer-reading.ts';
import { chatOperationOf } from '../../src/providers/chat-operation-of.ts';
import type { ProviderAdapter } from '../../src/providers/provider-adapter.ts';
import { PROVIDERS } from '../../src/providers/registry.gen.ts';
import { MalformedAnswerError } from '../../src/wire/dialect.ts';
import { readChatBody } from '../../src/wire/latentkit/read-request.ts';
import { readProviderFixtures } from '../provider-fixtures.ts';
import { buildTarget } from '../support/build-target.ts';
import { receiveChunks } from '../support/receive-chunks.ts';

const RANDOM_CHUNKINGS = 1_000;
const MOST_CUTS = 30;
const TYPES = { sse: 'text/event-stream; charset=utf-8', ndjson: 'application/x-ndjson' };

/** A recorded body, and what is made of the frames that it comes in. */
interface Recording {
  readonly name: string;
  readonly bytes: Buffer;
  readonly framing: 'sse' | 'ndjson';
  /** What the gateway understands, as JSON: all that it would show a caller, and how it ends. */
  read(batches: readonly (readonly StreamFrame[])[]): string;
  /** The same answer, recorded whole; undefined for a stream that fails. */
  readonly whole: string | undefined;
}

const providers = [...PROVIDERS].filter(([, adapter]) => adapter.transport === undefined);

describe.each(providers)('%s', (id, adapter) => {
  const recordings = recordingsOf(id, adapter);

  test.each(recordings)('$name is the same however it is cut', (recording) => {
    const { bytes } = recording;
    const understood = understandingOf(recording);
    const uncut = understood([bytes]);
    if (recording.whole) expect(withoutMetadata(uncut)).toEqual(withoutMetadata(recording.whole));
    expect(wrongSplits({ bytes, understood, uncut }), 'split in two at these bytes').toEqual([]);
    expect(understood(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), 'byte by byte').toBe(uncut);
    const cuts = fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { minLength: 2, maxLength: MOST_CUTS });
    fc.assert(
      fc.property(cuts, (places) => understood(cutAt({ bytes, cuts: places })) === uncut),
      { numRuns: RANDOM_CHUNKINGS },
    );
  });

  // Between the two bytes of a line end there is no line, wherever they are separated.
  test.each(recordings.filter(({ framing }) => framing === 'sse'))(
    '$name, with lines that end with CRLF',
    (recording) => {
      const bytes = Buffer.from(recording.bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
      const understood = understandingOf(recording);
      const uncut = understood([recording.bytes]);
      expect(wrongSplits({ bytes, understood, uncut }), 'split in two at these bytes').toEqual([]);
      expect(understood(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), 'byte by byte').toBe(uncut);
    },
  );
});

type Understanding = (chunks: readonly Buffer[]) => string;

/** The places at which a cut changes what is understood. */
function wrongSplits(asked: { bytes: Buffer; understood: Understanding; uncut: string }): number[] {
  const { bytes, understood, uncut } = asked;
  const places = Array.from({ length: bytes.length - 1 }, (_, place) => place + 1);
  return places.filter((at) => understood(cutAt({ bytes, cuts: [at] })) !== uncut);
}

/**
 * The bytes go through the transport for every chunking, and must come out as the frames of the recording. What a reader
 * makes of frames depends on nothing but them and how they were batched: the same batches are read only once.
 */
function understandingOf({ read, framing, bytes }: Recording): Understanding {
  const receive = (chunks: readonly Buffer[]) => receiveChunks({ chunks, framing, contentType: TYPES[framing] });
  const recorded = receive([bytes]).batches.flat();
  const known = new Map<string, string>();
  return (chunks) => {
    const { batches, fault } = receive(chunks);
    if (fault || !areSame(batches.flat(), recorded)) return JSON.stringify(fault ?? batches);
    const key = batches.map((frames) => frames.length).join();
    const understood = known.get(key) ?? read(batches);
    known.set(key, understood);
    return understood;
  };
}

function areSame(frames: readonly StreamFrame[], others: readonly StreamFrame[]): boolean {
  return (
    frames.length === others.length &&
    frames.every(({ event, data }, index) => event === others[index]?.event && data === others[index]?.data)
  );
}

function cutAt({ bytes, cuts }: { bytes: Buffer; cuts: readonly number[] }): Buffer[] {
  const places = [...new Set([0, ...cuts, bytes.length])].toSorted((one, other) => one - other);
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

function recordingsOf(id: string, adapter: ProviderAdapter): Recording[] {
  const { cases, streamFailures } = readProviderFixtures(id);
  const answers = cases.map(({ name, model, body, answer, streamBytes }) => ({
    ...{ name, model, body, streamBytes },
    whole: answer,
  }));
  const failures = streamFailures.map(({ name, model = 'm', streamBytes }) => ({
    ...{ name: `stream-failures/${name}`, model, streamBytes },
    body: { messages: [{ role: 'user', content: 'Hello' }] },
    whole: undefined,
  }));
  return [...answers, ...failures].flatMap(({ name, model, body, streamBytes, whole }) => {
    if (streamBytes === undefined || streamBytes.length < 2) return [];
    const reading = readingOf({ adapter, model, body });
    if (!reading) return [];
    return [
      {
        name,
        bytes: Buffer.from(streamBytes),
        framing: reading.framing,
        read: reading.read,
        whole: whole === undefined ? undefined : reading.readWhole(JSON.stringify(whole)),
      },
    ];
  });
}

interface Spoken {
  readonly adapter: ProviderAdapter;
  readonly model: string;
  readonly body: Record<string, unknown>;
}

function readingOf({ adapter, model, body }: Spoken) {
  const baseUrl = adapter.defaultBaseUrl ?? 'https://acme.openai.azure.com/openai/v1';
  const framing = chatOperationOf({ adapter, model, baseUrl })?.dialect.framing;
  if (framing === undefined) return undefined;
  const { task } = readChatBody(JSON.stringify({ ...body, stream: true }));
  const target = buildTarget({ model, connection: { baseUrl } });
  const outcome = (act: (reading: ReturnType<typeof createAnswerReading>) => void): string => {
    const reading = createAnswerReading({ task, target, adapter });
    let failure: unknown;
    try {
      act(reading);
    } catch (error) {
      if (!(error instanceof MalformedAnswerError)) throw error;
      failure = error.failure;
    }
    const isWhole = failure === undefined && reading.finished({ bodyEnded: true }) !== undefined;
    return JSON.stringify({ answer: reading.partial(), isWhole, failure });
  };
  return {
    framing,
    readWhole: (text: string) => outcome((reading) => reading.readWhole(text)),
    read: (batches: readonly (readonly StreamFrame[])[]) =>
      outcome((reading) => {
        for (const frames of batches) reading.readFrames(frames);
        reading.readEnd();
      }),
  };
}

/** Providers add to a stream what the whole answer lacks, and the other way round: that is compared uncut. */
function withoutMetadata(understood: string): unknown {
  const { answer, ...rest } = JSON.parse(understood);
  return { ...rest, answer: { ...answer, providerMetadata: undefined } };
}
