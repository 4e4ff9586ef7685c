import { describe, expect, test } from 'vitest';
import { startSharedLimiters } from '../../tests/support/start-shared-limiters.ts';

async function startWithLog() {
  const told: string[] = [];
  const note = (_: object, message: string) => void told.push(message.split(':')[0] ?? '');
  const gateways = await startSharedLimiters({ gateways: 1, deps: { log: { info: note, warn: note, error: note } } });
  const lookAt = async ({ isAway, afterMs = 1_000 }: { isAway: boolean; afterMs?: number }) => {
    gateways.clock.nowMs += afterMs;
    gateways.grants.isAway = isAway;
    await gateways.lookAgain();
  };
  return { told, lookAt };
}

const AWAY = 'Redis does not answer';
const BACK = 'Redis answers again';

describe('what the log says of a book', () => {
  test('that is away and comes back is both, at once', async () => {
    const { told, lookAt } = await startWithLog();
    for (let outage = 0; outage < 2; outage++) {
      await lookAt({ isAway: true, afterMs: 120_000 });
      await lookAt({ isAway: true });
      await lookAt({ isAway: false });
      await lookAt({ isAway: false });
    }
    expect(told).toEqual([AWAY, BACK, AWAY, BACK]);
  });

  test('that comes and goes is that it is away, until it was there for a minute', async () => {
    const { told, lookAt } = await startWithLog();
    for (let second = 0; second < 600; second++) await lookAt({ isAway: second % 2 === 0 });
    expect(told).toEqual([AWAY, BACK, AWAY]);
    for (let second = 0; second < 59; second++) await lookAt({ isAway: false });
    expect(told).toHaveLength(3);
    await lookAt({ isAway: false });
    expect(told).toEqual([AWAY, BACK, AWAY, BACK]);
  });
});
