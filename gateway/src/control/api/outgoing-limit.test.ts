import { expect, test } from 'vitest';
import { GatewayError } from '../../domain/gateway-error.ts';
import { createOutgoingLimit, MOST_OUTGOING_A_MINUTE } from './outgoing-limit.ts';

function refusalOf(run: () => void): GatewayError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

test('as many as a minute allows, then one for each that is a minute old; others are not held up', () => {
  let nowMs = 1_000_000;
  const limit = createOutgoingLimit({ clock: { now: () => nowMs } });
  for (let call = 0; call < MOST_OUTGOING_A_MINUTE; call++) {
    expect(refusalOf(() => limit.take('ws_1'))).toBeUndefined();
    nowMs += 1_000;
  }
  for (const _ of [1, 2]) {
    expect(refusalOf(() => limit.take('ws_1'))).toMatchObject({
      code: 'rate_limited',
      reason: 'live_checks',
      retryAfterMs: 30_000,
    });
  }
  expect(refusalOf(() => limit.take('ws_2'))).toBeUndefined();
  nowMs += 30_000;
  expect(refusalOf(() => limit.take('ws_1'))).toBeUndefined();
  expect(refusalOf(() => limit.take('ws_1'))).toMatchObject({ retryAfterMs: 1_000 });
});
