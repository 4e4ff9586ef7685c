import { expect, test } from 'vitest';
import { buildAttemptRecord } from '../../tests/support/build-request-record.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { usedTokensOf } from './admit.ts';

const sent = (changes: Partial<AttemptRecord> = {}) => buildAttemptRecord({ usage: undefined, ...changes });
const usage = (inputTokens: number) => ({ ...NO_USAGE, inputTokens, reasoningTokens: 1 });
const error = new GatewayError('internal_error');

test('what was never sent used nothing, whoever ended it', () => {
  expect(usedTokensOf({ state: 'cancelled', attempts: [] })).toBe(0);
  expect(usedTokensOf({ state: 'failed', error, attempts: [] })).toBe(0);
});

test('what every attempt refused used nothing; what was cut or left without a figure is not known', () => {
  expect(usedTokensOf({ state: 'failed', error, attempts: [sent(), sent()] })).toBe(0);
  expect(usedTokensOf({ state: 'cut', error, attempts: [sent()] })).toBeUndefined();
  expect(usedTokensOf({ state: 'cancelled', attempts: [sent()] })).toBeUndefined();
});

test('attempts that used something count together, as they do in the request log', () => {
  const attempts = [sent({ usage: usage(10), outcome: 'cut' }), sent(), sent({ usage: usage(5) })];
  expect(usedTokensOf({ state: 'cut', error, attempts })).toBe(17);
});
