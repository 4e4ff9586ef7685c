import { expect, test } from 'vitest';
import type { FailureClass } from '../domain/failure.ts';
import type { AttemptResult } from './attempt-result.ts';
import { measuredMs } from './measured-ms.ts';
import { plainFailure } from './read-attempt-failure.ts';

function failed(failureClass: FailureClass): AttemptResult {
  return {
    state: 'failed',
    failure: plainFailure({ class: failureClass, detail: 'x' }),
    firstContentMs: undefined,
    status: undefined,
  };
}

test('a first content counts, also where the caller hung up after it', () => {
  const result: AttemptResult = { state: 'cancelled', usage: undefined, firstContentMs: 30, status: 200 };
  expect(measuredMs({ result, elapsedMs: 900 })).toBe(30);
  expect(measuredMs({ result: { ...result, firstContentMs: undefined }, elapsedMs: 900 })).toBeUndefined();
});

test('who does not answer in time is as slow as it was waited for; who fails at once is not quick', () => {
  expect(measuredMs({ result: failed('timeout'), elapsedMs: 30_000 })).toBe(30_000);
  for (const failureClass of ['rate_limited', 'server_error', 'bad_request', 'deadline'] as const) {
    expect(measuredMs({ result: failed(failureClass), elapsedMs: 5 })).toBeUndefined();
  }
});
