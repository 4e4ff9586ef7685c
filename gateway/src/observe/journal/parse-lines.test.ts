import { expect, test } from 'vitest';
import { sampleRequestRecord } from '../../../tests/support/sample-request-record.ts';
import { sampleOpenAttempt } from '../../../tests/support/sample-transfer.ts';
import { writeEntry } from './journal-entry.ts';
import { parseLines } from './parse-lines.ts';

const idOf = (place: number) => `req_${String(place).padStart(26, '0')}`;
/** Its ids come first, as in the lines of a gateway. */
const openOf = (place: number, connection = 'house') => {
  const ids = { requestId: idOf(place), attemptId: idOf(place).replace('req_', 'att_') };
  return { ...ids, ...sampleOpenAttempt({ ...ids, connection }) };
};
const openLine = (place: number, connection?: string) => writeEntry({ open: openOf(place, connection) });
const recordLine = (place: number) => writeEntry({ record: sampleRequestRecord({ id: idOf(place) }) });

function parse(lines: readonly (string | Buffer)[], most = 100) {
  const bytes = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
  const { records, opened, ...rest } = parseLines({ bytes, most });
  return { ...rest, bytes, records: records.map(({ id }) => id), opened: opened.map(({ requestId }) => requestId) };
}

test('an open attempt that a record among the lines closes is left out, whichever comes first', () => {
  const { records, opened, unreadable } = parse([openLine(1), openLine(2), recordLine(1), recordLine(3), openLine(3)]);
  expect(records).toEqual([idOf(1), idOf(3)]);
  expect(opened).toEqual([idOf(2)]);
  expect(unreadable).toEqual([]);
});

test('an open attempt that no record closes is read whole', () => {
  const bytes = Buffer.from(`${openLine(1, 'Köln ✓ }')}\n${openLine(2)}\n`);
  expect(parseLines({ bytes, most: 100 }).opened).toEqual([openOf(1, 'Köln ✓ }'), openOf(2)]);
});

test('a brace in a text of an open attempt makes no difference', () => {
  expect(parse([openLine(1, 'a}}b'), recordLine(1), openLine(2, '}')])).toMatchObject({
    opened: [idOf(2)],
    unreadable: [],
  });
});

test('a damaged line about an attempt that no record closes is found', () => {
  const damaged = openLine(1).replace('"attemptId":', '"attemptId"#');
  expect(parse([damaged, recordLine(2)])).toMatchObject({ opened: [], unreadable: [damaged], torn: false });
});

test('a damaged line about an attempt that a record closes is passed over: the record says all that it did', () => {
  const damaged = openLine(1).replace('"attemptId":', '"attemptId"#');
  expect(parse([damaged, recordLine(1)])).toMatchObject({ records: [idOf(1)], opened: [], unreadable: [] });
});

test('two lines whose line end was lost are found, also where a record closes the first', () => {
  const both = `${openLine(1)}#${openLine(2)}`;
  expect(parse([both, recordLine(1)])).toMatchObject({ opened: [], unreadable: [both] });
});

test('a line that was cut off in the middle of a file is found, also where a record closes its attempt', () => {
  const cut = openLine(1).slice(0, -20);
  expect(parse([cut, recordLine(1)])).toMatchObject({ unreadable: [cut] });
});

test('zeros in the place of text are found, also where a record closes the attempt', () => {
  const line = openLine(1);
  const zeros = line.slice(0, 90) + '\0'.repeat(40) + line.slice(130);
  expect(parse([zeros, recordLine(1), openLine(2), recordLine(2)])).toMatchObject({
    records: [idOf(1), idOf(2)],
    opened: [],
    unreadable: [zeros],
  });
});

test('text that is not ASCII comes through', () => {
  const record = sampleRequestRecord({ id: idOf(1), keyName: 'Größe ✓ 店' });
  const bytes = Buffer.from(`${writeEntry({ record })}\n`);
  expect(parseLines({ bytes, most: 100 }).records).toEqual(JSON.parse(`[${JSON.stringify(record)}]`));
});

test('a last line without an end is taken where it is whole, and torn where it is not', () => {
  const whole = Buffer.from(`${recordLine(1)}\n${openLine(2)}`);
  expect(parseLines({ bytes: whole, most: 100 })).toMatchObject({ torn: false, length: whole.length });
  expect(parseLines({ bytes: whole, most: 100 }).opened).toHaveLength(1);
  const torn = whole.subarray(0, -2);
  expect(parseLines({ bytes: torn, most: 100 })).toMatchObject({
    torn: true,
    opened: [],
    unreadable: [],
    length: torn.length,
  });
});

test('no more lines than asked for are taken, and it tells where they end', () => {
  const { records, opened, length, bytes } = parse([recordLine(1), openLine(2), recordLine(2)], 2);
  expect(records).toEqual([idOf(1)]);
  expect(opened).toEqual([idOf(2)]);
  expect(bytes.subarray(length).toString()).toBe(`${recordLine(2)}\n`);
});
