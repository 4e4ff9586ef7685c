import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNdjsonParser } from './ndjson-parser.ts';
import { UpstreamLimitError } from './upstream-limit-error.ts';

const parse = (chunks: (string | Uint8Array)[]): string[] => {
  const parser = createNdjsonParser();
  return [...chunks.flatMap((chunk) => parser.push(Buffer.from(chunk))), ...parser.end()];
};

test.each([
  ['LF', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
  ['CRLF', '{"a":1}\r\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
  ['blank lines are skipped', '\n{"a":1}\n \n\n', ['{"a":1}']],
  ['a last line without a line end counts', '{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
  ['a blank rest does not count', '{"a":1}\n  ', ['{"a":1}']],
  ['a byte order mark', '\ufeff{"a":1}\n', ['{"a":1}']],
  ['nothing', '', []],
])('%s', (_name, text, expected) => {
  expect(parse([text])).toEqual(expected);
});

test('every cut of the bytes gives the same lines', () => {
  const value = fc.json().map((text) => text.replace(/[\r\n]/g, ''));
  fc.assert(
    fc.property(fc.array(value), fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(200)), (values, eol, cuts) => {
      const bytes = Buffer.from(values.join(eol));
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      expect(parse(at.slice(1).map((end, i) => bytes.subarray(at[i], end)))).toEqual(parse([bytes]));
    }),
  );
});

test('a line that never ends is cut', () => {
  const parser = createNdjsonParser({ maxLineBytes: 50 });
  expect(() => {
    for (let i = 0; i < 10; i++) parser.push(Buffer.from('xxxxxxxxxx'));
  }).toThrow(UpstreamLimitError);
});
