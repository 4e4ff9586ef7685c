import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSseParser, type SseEvent } from './sse-parser.ts';
import { UpstreamLimitError } from './upstream-limit-error.ts';

const parse = (chunks: (string | Uint8Array)[]): SseEvent[] => {
  const parser = createSseParser();
  return [...chunks.flatMap((chunk) => parser.push(Buffer.from(chunk))), ...parser.end()];
};
const dataOf = (...chunks: (string | Uint8Array)[]): string[] => parse(chunks).map(({ data }) => data);

describe('frames', () => {
  test.each([
    ['LF', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['a lone CR', 'data: a\r\rdata: b\r\r', ['a', 'b']],
    ['mixed line ends', 'data: a\r\n\ndata: b\r\r\n', ['a', 'b']],
    ['no space after the colon', 'data:a\n\n', ['a']],
    ['only one space is dropped', 'data:  a\n\n', [' a']],
    ['several data lines', 'data: a\ndata: b\ndata:\n\n', ['a\nb\n']],
    ['a field name without a colon is an empty value', 'data\n\n', ['']],
    ['comments', ': hello\ndata: a\n: b\n\n:\n\n', ['a']],
    ['a frame without data is no event', 'event: ping\n\ndata: a\n\n', ['a']],
    ['unknown fields and retry', 'retry: 10\nfoo: bar\ndata: a\n\n', ['a']],
    ['a byte order mark', '\ufeffdata: a\n\n', ['a']],
    ['a field whose name only starts like data', 'database: x\ndata: a\n\n', ['a']],
    ['half a frame at the end is discarded', 'data: a\n\ndata: b\n', ['a']],
    ['half a line at the end is discarded', 'data: a\n\ndata: b', ['a']],
  ])('%s', (_name, text, expected) => {
    expect(dataOf(text)).toEqual(expected);
  });

  test('event names apply to one frame, ids to the stream', () => {
    expect(parse(['event: x\nid: 7\ndata: 1\n\ndata: 2\n\nid: a\0b\ndata: 3\n\n'])).toEqual([
      { event: 'x', data: '1', id: '7' },
      { event: undefined, data: '2', id: '7' },
      { event: undefined, data: '3', id: '7' },
    ]);
  });

  test('an event is handed out with its blank line, also when a lone CR ends it and nothing follows yet', () => {
    const parser = createSseParser();
    expect(parser.push(Buffer.from('data: a\r\r')).map(({ data }) => data)).toEqual(['a']);
    expect(parser.push(Buffer.from('\ndata: b\r\n\r')).map(({ data }) => data)).toEqual(['b']);
  });

  test('a CRLF cut between its bytes does not end the frame early', () => {
    expect(dataOf('data: a\r', '\ndata: b\r', '\n\r', '\n')).toEqual(['a\nb']);
  });

  test('a character split over chunks stays whole; invalid UTF-8 is replaced', () => {
    const bytes = Buffer.from('data: 🙂\n\n');
    expect(dataOf(bytes.subarray(0, 8), bytes.subarray(8))).toEqual(['🙂']);
    expect(
      dataOf(Buffer.concat([Buffer.from('data: '), Buffer.from([0xff, 0xe2, 0x82]), Buffer.from('\n\n')])),
    ).toEqual(['\ufffd\ufffd']);
  });
});

describe('limits', () => {
  const limited = () => createSseParser({ maxEventBytes: 100 });

  test('a line that never ends is cut', () => {
    const parser = limited();
    expect(() => {
      for (let i = 0; i < 20; i++) parser.push(Buffer.from('xxxxxxxxxx'));
    }).toThrow(UpstreamLimitError);
  });

  test('an event that never ends is cut', () => {
    const parser = limited();
    expect(() => {
      for (let i = 0; i < 20; i++) parser.push(Buffer.from('data: 123456\n'));
    }).toThrow(UpstreamLimitError);
  });

  test('a whole event over the bound in one chunk is cut', () => {
    expect(() => limited().push(Buffer.from(`data: ${'x'.repeat(101)}\n\n`))).toThrow(UpstreamLimitError);
  });

  test('many events in one chunk may exceed the bound together', () => {
    expect(limited().push(Buffer.from(`data: ${'x'.repeat(90)}\n\n`.repeat(50)))).toHaveLength(50);
  });
});

describe('every cut of the bytes gives the same events', () => {
  const piece = fc.constantFrom(
    'data: ',
    'data:',
    'event: tick',
    'id: 1',
    ': note',
    'x',
    '{"a":"ü🙂"}',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '\r\n\r\n',
    '\r\r',
    '\ufeff',
  );
  const stream = fc
    .array(
      fc.oneof(
        piece.map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 3 }),
      ),
      { maxLength: 40 },
    )
    .map((parts) => Buffer.concat(parts));

  test('random streams, random cuts', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200), { maxLength: 8 }), (bytes, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
        expect(parse(chunks)).toEqual(parse([bytes]));
      }),
      { numRuns: 2000 },
    );
  });

  test('byte by byte', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(parse([bytes]));
      }),
      { numRuns: 1000 },
    );
  });

  test('any text survives as data, whatever it contains', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\r\n', '\r'), (text, eol) => {
        const clean = text.toWellFormed();
        const frame = `${clean
          .split(/\r\n|\r|\n/)
          .map((line) => `data: ${line}${eol}`)
          .join('')}${eol}`;
        expect(dataOf(frame)).toEqual([clean.replace(/\r\n?/g, '\n')]);
      }),
    );
  });
});
