import { expect, test } from 'vitest';
import { findUnstorableText } from './unstorable-text.ts';

test.each([
  ['a\0b', []],
  ['\ud800', []],
  [{ name: 'ok', note: 'a\0' }, ['note']],
  [{ list: [{ x: 1 }, { y: ['fine', '\udc00'] }] }, ['list', '1', 'y', '1']],
  [{ 'a\0': 1 }, []],
])('%j: the place of what no database keeps as it is', (value, path) => {
  expect(findUnstorableText(value)).toEqual(path);
});

test.each(['', '\u{10ffff}', 'emoji 🦆', null, 1, { a: [true, undefined, 'b\n\u2028'] }])('%j is kept', (value) => {
  expect(findUnstorableText(value)).toBeUndefined();
});
