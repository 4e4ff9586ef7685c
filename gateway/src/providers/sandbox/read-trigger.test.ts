import { expect, test } from 'vitest';
import { readTrigger } from './read-trigger.ts';
import { SANDBOX_TRIGGERS } from './triggers.ts';

test('a trigger is found anywhere in the text, in any case, with a hyphen as well', () => {
  for (const text of ['sandbox:tool_call', 'please "Sandbox:TOOL_CALL" now', 'x\nsandbox:tool-call.']) {
    expect(readTrigger(text)).toMatchObject({ kind: 'known', trigger: { word: 'tool_call' } });
  }
});

test('an HTTP status is another spelling of its trigger', () => {
  expect(readTrigger('sandbox:503')).toMatchObject({ trigger: { word: 'overloaded' } });
});

test('no two triggers share a spelling', () => {
  const spellings = SANDBOX_TRIGGERS.flatMap((trigger) => [
    trigger.word,
    ...('aliases' in trigger ? trigger.aliases : []),
  ]);
  expect(new Set(spellings).size).toBe(spellings.length);
});

test('a number is kept within its bounds; without one the standard is taken', () => {
  expect(readTrigger('sandbox:slow 50')).toMatchObject({ amount: 50 });
  expect(readTrigger('sandbox:slow')).toMatchObject({ amount: 2_000 });
  expect(readTrigger('sandbox:slow please')).toMatchObject({ amount: 2_000 });
  expect(readTrigger('sandbox:slow 999999999')).toMatchObject({ amount: 600_000 });
  expect(readTrigger('sandbox:large 0')).toMatchObject({ amount: 1 });
});

test('a word that is no trigger is reported, as are two triggers at once', () => {
  expect(readTrigger('sandbox:foo')).toEqual({ kind: 'unknown', word: 'foo' });
  expect(readTrigger('sandbox:slow sandbox:foo')).toEqual({ kind: 'several', words: ['slow', 'foo'] });
});

test('an address or an ordinary sentence is no trigger', () => {
  for (const text of ['http://sandbox:8080/x', 'my-sandbox:tool_call', 'the sandbox: a place', 'a.sandbox:x', '']) {
    expect(readTrigger(text)).toEqual({ kind: 'none' });
  }
});
