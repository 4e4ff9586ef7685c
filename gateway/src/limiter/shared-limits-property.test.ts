import { expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { NO_RATE_LIMIT, release } from '../../tests/support/create-test-limiter.ts';
import { startSharedLimiters } from '../../tests/support/start-shared-limiters.ts';
import type { Admission } from '../domain/ports.ts';
import { MINUTE_MS } from './sliding-window.ts';

const ROUNDS = 60;
const STEPS = 250;
const REQUESTS = 40;
const TOKENS = 3_000;
const RUNNING = 8;

/** A small generator (mulberry32), so that a failing round can be run again by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Running {
  readonly admission: Admission;
  readonly atMs: number;
  tokens: number;
}

const principal = buildPrincipal({
  rateLimit: { ...NO_RATE_LIMIT, requestsPerMinute: REQUESTS, tokensPerMinute: TOKENS, concurrency: RUNNING },
});

async function runRound(seed: number): Promise<void> {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const { admit, limiters, clock, lookAgain } = await startSharedLimiters({ gateways: 3 });
  await lookAgain();
  const admitted: Running[] = [];
  const running = new Set<Running>();

  const checkAll = () => {
    const inMinute = admitted.filter(({ atMs }) => atMs > clock.nowMs - MINUTE_MS);
    expect(inMinute.length, `requests in a minute, seed ${seed}`).toBeLessThanOrEqual(REQUESTS);
    const tokens = inMinute.reduce((sum, request) => sum + request.tokens, 0);
    expect(tokens, `tokens in a minute, seed ${seed}`).toBeLessThanOrEqual(TOKENS);
    expect(running.size, `requests at once, seed ${seed}`).toBeLessThanOrEqual(RUNNING);
  };

  for (let step = 0; step < STEPS; step++) {
    const kind = random();
    if (kind < 0.5) {
      const tokens = 1 + below(400);
      const burst = 1 + below(6);
      const atMs = clock.nowMs;
      // A gateway may give back while its requests ask.
      const looks = random() < 0.3 ? limiters[below(3)]?.lookAgain() : undefined;
      const admissions = await Promise.all(Array.from({ length: burst }, () => admit(below(3), { principal, tokens })));
      await looks;
      for (const admission of admissions) {
        if (!admission.admitted) continue;
        const request = { admission, atMs, tokens };
        admitted.push(request);
        running.add(request);
      }
    } else if (kind < 0.8) {
      const [request] = running;
      if (request !== undefined) {
        running.delete(request);
        // Never beyond the estimate here: that may pass a limit, on one gateway as on several.
        request.tokens = below(request.tokens + 1);
        release(request.admission, request.tokens);
      }
    } else if (kind < 0.9) clock.nowMs += below(20_000);
    else await limiters[below(3)]?.lookAgain();
    checkAll();
  }
}

test(`in ${ROUNDS} random rounds of ${STEPS} steps three gateways together never pass a limit`, async () => {
  for (let seed = 1; seed <= ROUNDS; seed++) await runRound(seed);
}, 60_000);

test('what is left is found within three seconds of asking again, whichever gateway has it', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = randomFrom(seed);
    const { admit, clock, lookAgain } = await startSharedLimiters({ gateways: 3 });
    const key = buildPrincipal({ rateLimit: { ...NO_RATE_LIMIT, requestsPerMinute: 1_000 } });
    let count = 0;
    for (let call = 0; call < 900; call++)
      if ((await admit(Math.floor(random() * 3), { principal: key })).admitted) count++;
    const last = Math.floor(random() * 3);
    for (let second = 0; second < 3; second++) {
      for (let turn = 0; turn < 10; turn++) {
        for (let call = 0; call < 20; call++) if ((await admit(last, { principal: key })).admitted) count++;
        clock.nowMs += 100;
      }
      await lookAgain();
    }
    expect(count, `seed ${seed}`).toBe(1_000);
  }
});
