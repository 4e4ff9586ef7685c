import type { Behaviour } from '../../fake-upstream/behaviour.ts';
import type { Fault } from '../fault.ts';
import { framesOf, replying } from '../matrix-dialects.ts';

const BOTH = ['stream', 'whole'] as const;
const SSE = ['openai-compatible', 'openai-responses', 'anthropic', 'google', 'cohere'] as const;

function harmless(row: { id: string; name: string; behaviours: readonly Behaviour[] } & Partial<Fault>): Fault {
  const { behaviours, ...rest } = row;
  return {
    kind: 'harmless',
    moments: ['before'],
    calls: ['stream'],
    variants: () => behaviours.map((behaviour) => () => replying(behaviour)),
    ...rest,
  };
}

export const FRAMING_FAULTS: readonly Fault[] = [
  harmless({
    id: 'F7',
    name: 'every byte a packet, characters split',
    calls: BOTH,
    behaviours: [{ chunking: 'bytes' }, { chunking: 3 }],
  }),
  {
    id: 'F7',
    name: 'invalid UTF-8 in the text (replaced by U+FFFD)',
    kind: 'harmless',
    moments: ['before'],
    calls: BOTH,
    variants: () => [
      ({ request, call, dialect }) => {
        const type = call === 'whole' ? 'application/json' : STREAM_TYPES[dialect.framing];
        return { body: withInvalidUtf8(Buffer.concat(framesOf(request))), headers: { 'content-type': type } };
      },
    ],
  },
  harmless({
    id: 'F8',
    name: 'CRLF, CR, comments, no space behind `data:`, several `data:` lines, byte order mark',
    dialects: SSE,
    behaviours: [
      { lineEnding: 'crlf', chunking: 1 },
      { lineEnding: 'cr', chunking: 7 },
      { comments: true },
      { tightData: true },
      { multilineData: true },
      { bom: true },
      { lineEnding: 'cr', comments: true, tightData: true, multilineData: true, bom: true, chunking: 5 },
    ],
  }),
  harmless({ id: 'F8', name: 'lines that end with CRLF', dialects: ['ollama'], behaviours: [{ lineEnding: 'crlf' }] }),
  harmless({
    id: 'F8',
    name: 'compressed although nobody asked (gzip, br)',
    calls: BOTH,
    behaviours: [{ compress: 'gzip' }, { compress: 'br' }],
  }),
  harmless({ id: 'F10', name: 'one JSON document where a stream was asked for', behaviours: [{ stream: false }] }),
  harmless({ id: 'F10', name: 'a stream where none was asked for', calls: ['whole'], behaviours: [{ stream: true }] }),
  harmless({
    id: 'F10',
    name: 'the wrong content type',
    calls: BOTH,
    behaviours: ['text/plain', 'application/octet-stream', 'text/event-stream', 'application/json'].map((type) => ({
      headers: { 'content-type': type },
    })),
  }),
  harmless({
    id: 'F20',
    name: 'early hints (103) before, trailers behind the answer',
    calls: BOTH,
    behaviours: [{ earlyHints: true }, { trailers: { 'x-checksum': '1' } }],
  }),
];

const STREAM_TYPES = { sse: 'text/event-stream', ndjson: 'application/x-ndjson' };

/** The first two bytes of 🙂, then what no UTF-8 sequence begins with. */
function withInvalidUtf8(bytes: Buffer): Buffer {
  const at = bytes.indexOf('🙂');
  const broken = Buffer.from(bytes);
  broken[at + 2] = 0xff;
  broken[at + 3] = 0xfe;
  return broken;
}
