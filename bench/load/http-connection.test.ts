import { expect, test } from 'vitest';
import { newAnswer, readPiece } from './http-connection.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const STREAM = `${HEAD}17\r\ndata: {"delta":"word0"}\r\n\r\n8\r\ndata: [DONE]\n\n\r\n0\r\n\r\n`;

/** What the reader says when the answer comes in pieces of this many bytes. */
function readAll(text: string, size: number) {
  const answer = newAnswer();
  const bytes = Buffer.from(text);
  const results: ReturnType<typeof readPiece>[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    results.push(readPiece(answer, bytes.subarray(start, start + size)));
  }
  return results;
}

test.each([1, 2, 7, 40, 1_000])('a stream is done at its last byte, in pieces of %i bytes', (size) => {
  const results = readAll(STREAM, size);
  expect(results.map(({ isDone }) => isDone).indexOf(true)).toBe(results.length - 1);
  expect(results.at(-1)?.failure).toBeUndefined();
});

test.each([1, 9, 1_000])('a whole answer is done at its last byte, in pieces of %i bytes', (size) => {
  const results = readAll('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', size);
  expect(results.map(({ isDone }) => isDone).indexOf(true)).toBe(results.length - 1);
});

test('the first word of a stream is noticed', () => {
  expect(readAll(STREAM, STREAM.indexOf('word0') + 5)[0]?.hasContent).toBe(true);
});

test('a stream without its end marker counts as failed', () => {
  const [result] = readAll(`${HEAD}10\r\nevent: error\n\n\n\n\r\n0\r\n\r\n`, 1_000);
  expect(result?.failure).toContain('event: error');
});

test('another status than 200 counts as failed, and says what came', () => {
  const [result] = readAll('HTTP/1.1 429 Too Many\r\nContent-Length: 4\r\n\r\nslow', 1_000);
  expect(result?.failure).toBe('429 slow');
});
