import type { Principal } from '../../src/domain/route.ts';
import { createSharedLimiter, type SharedLimiter, type SharedLimiterDeps } from '../../src/limiter/shared-limiter.ts';
import { buildPrincipal } from '../build-principal.ts';
import { T0 } from './create-test-limiter.ts';
import { createMemoryGrants } from './memory-grant-book.ts';

/** Gateways of one installation that share their limits, with a clock that the test moves. */
export async function startSharedLimiters({
  gateways,
  deps = {},
}: {
  readonly gateways: number;
  readonly deps?: Partial<SharedLimiterDeps>;
}) {
  const clock = { nowMs: T0, now: () => clock.nowMs };
  const grants = createMemoryGrants(clock);
  const calls = { orders: 0, settles: 0 };
  const start = (name: string): SharedLimiter => {
    const book = grants.bookOf(name);
    const counting = {
      ...book,
      settle: (orders: Parameters<typeof book.settle>[0]) => {
        calls.settles++;
        calls.orders += orders.length;
        return book.settle(orders);
      },
    };
    return createSharedLimiter({ book: counting, hashAddress: (address) => `hash-of-${address}`, clock, ...deps });
  };
  const limiters = Array.from({ length: gateways }, (_, at) => start(`gateway-${at}`));
  const lookAgain = async () => {
    for (const limiter of limiters) await limiter.lookAgain();
  };
  await lookAgain();
  const admit = async (at: number, claim: { principal?: Principal; clientIp?: string; tokens?: number } = {}) => {
    const { principal = buildPrincipal(), clientIp = '10.0.0.1', tokens = 0 } = claim;
    const limiter = limiters[at];
    if (limiter === undefined) throw new Error('there is no such gateway');
    return limiter.admit({ principal, clientIp, estimatedTokens: tokens, nowMs: clock.nowMs });
  };
  return { limiters, admit, lookAgain, clock, grants, calls, start };
}
