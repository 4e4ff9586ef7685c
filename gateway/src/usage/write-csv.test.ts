import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeCsv } from './write-csv.ts';

/** A reader of RFC 4180, as plain as the RFC. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') field += text[at++];
      else if (char === '"') quoted = false;
      else field += char;
    } else if (char === '"') quoted = true;
    else if (char === ',' || char === '\r') {
      rows.at(-1)?.push(field);
      field = '';
      if (char === '\r' && text[++at] === '\n') rows.push([]);
    } else field += char;
  }
  expect(rows.pop()).toEqual([]);
  return rows;
}

const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/;

test('every text comes back as it was, but for the apostrophe before a formula', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', ' ', 'a', '=', '\t') }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, fc.oneof(fc.nat(), fc.constant(null))), { minLength: 1 }), (rows) => {
      const text = writeCsv({ head: ['name', 'count'], rows });
      const expected = rows.map(([name, count]) => [FORMULA.test(name) ? `'${name}` : name, `${count ?? ''}`]);
      expect(readCsv(text)).toEqual([['name', 'count'], ...expected]);
    }),
    { numRuns: 1_000 },
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\0=1', '=HYPERLINK("http://x.example";"y")'])(
  'a spreadsheet does not take %j for a formula',
  (name) => {
    const [, line = ''] = writeCsv({ head: ['name'], rows: [[name]] }).split('\r\n');
    expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
  },
);

test('a line ends with CRLF, the last one too', () => {
  expect(writeCsv({ head: ['a', 'b'], rows: [['x', 1]] })).toBe('a,b\r\nx,1\r\n');
});
