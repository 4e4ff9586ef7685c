import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleRequestRecord } from '../../../tests/support/sample-request-record.ts';
import { writeEntry } from './journal-entry.ts';
import { newSegment, type Segment } from './journal-segment.ts';
import { createSegmentReader, type SegmentReader } from './read-segment.ts';

let directory: string;
let reader: SegmentReader;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latentkit-segment-'));
  reader = createSegmentReader({ mostEntries: 3, bytesAtOnce: 4_096 });
});
afterEach(async () => {
  await reader.close();
  rmSync(directory, { recursive: true, force: true });
});

let made = 0;
function newLine(change: { readonly keyName?: string } = {}) {
  const id = `req_${String(++made).padStart(26, '0')}`;
  return { id, text: `${writeEntry({ record: sampleRequestRecord({ id, ...change }) })}\n` };
}

function newFile({ number, text }: { number: number; text: string }): Segment {
  const segment = newSegment({ directory, number });
  writeFileSync(segment.path, text);
  return { ...segment, size: statSync(segment.path).size };
}

async function readAll(segment: Segment): Promise<readonly string[]> {
  const ids: string[] = [];
  while (segment.drained < segment.size) {
    const { records, end } = await reader.read(segment);
    ids.push(...records.map(({ id }) => id));
    segment.drained = end;
  }
  return ids;
}

test('every line is read once, piece by piece, also of a file that grows', async () => {
  const lines = Array.from({ length: 20 }, () => newLine());
  const [early, late] = [lines.slice(0, 11), lines.slice(11)];
  const segment = newFile({ number: 1, text: early.map(({ text }) => text).join('') });
  const ids = [...(await readAll(segment))];
  appendFileSync(segment.path, late.map(({ text }) => text).join(''));
  segment.size = statSync(segment.path).size;
  ids.push(...(await readAll(segment)));
  expect(ids).toEqual(lines.map(({ id }) => id));
});

test('a line that is longer than what is read at once is read whole', async () => {
  const [short, long, last] = [newLine(), newLine({ keyName: 'é'.repeat(10_000) }), newLine()];
  const segment = newFile({ number: 1, text: short.text + long.text + last.text });
  expect(await readAll(segment)).toEqual([short.id, long.id, last.id]);
});

test('what is read of one file is not taken for another, also after it was closed', async () => {
  const [first, second, third] = [newLine(), newLine(), newLine()];
  expect(await readAll(newFile({ number: 1, text: first.text }))).toEqual([first.id]);
  expect(await readAll(newFile({ number: 2, text: second.text }))).toEqual([second.id]);
  await reader.close();
  expect(await readAll(newFile({ number: 3, text: third.text }))).toEqual([third.id]);
});
