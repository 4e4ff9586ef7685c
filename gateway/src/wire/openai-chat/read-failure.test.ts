import { expect, test } from 'vitest';
import { NO_FAILURE_RULES } from './failure-rules.ts';
import { readFailure, readInBandFailure } from './read-failure.ts';

const read = (status: number, body: unknown) => readFailure({ status, headers: {}, body }, NO_FAILURE_RULES);

test('a code outranks the status', () => {
  expect(read(400, { error: { message: 'm', code: 'insufficient_quota' } }).class).toBe('quota_exhausted');
});

test.each(['constructor', '__proto__', 'toString'])('a code named %s is like any unknown one', (code) => {
  expect(read(429, { error: { message: 'm', code } })).toMatchObject({ class: 'rate_limited', code });
});

test('words of the body never decide without a rule of the vendor', () => {
  const message = "429 rate_limit_exceeded: This model's maximum context length is 10 tokens";
  expect(read(400, { error: { message } }).class).toBe('bad_request');
});

test('a pattern counts for its status only', () => {
  const rules = {
    ...NO_FAILURE_RULES,
    texts: [{ status: 400, begins: /^Too long/, class: 'context_length' as const }],
  };
  const body = { error: { message: 'Too long' } };
  expect(readFailure({ status: 400, headers: {}, body }, rules).class).toBe('context_length');
  expect(readFailure({ status: 422, headers: {}, body }, rules).class).toBe('bad_request');
});

test.each([
  [5.5, 5_500],
  [-1, 0],
  [86_400, 300_000],
])('a wait of %s s in the body is %s ms', (seconds, ms) => {
  expect(read(429, { error: { message: 'm', metadata: { retry_after: seconds } } }).retryAfterMs).toBe(ms);
});

test('inside a 200, a status in the body stands in for the one of HTTP', () => {
  expect(readInBandFailure({ error: { code: '529', message: 'm' } }, NO_FAILURE_RULES).class).toBe('overloaded');
  expect(readInBandFailure({ error: { message: 'm' } }, NO_FAILURE_RULES).class).toBe('server_error');
});
