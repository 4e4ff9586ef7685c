import { describe, expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { only, refusedBy, release } from '../../tests/support/create-test-limiter.ts';
import { startSharedLimiters } from '../../tests/support/start-shared-limiters.ts';
import { readId } from '../domain/ids.ts';
import type { Admission } from '../domain/ports.ts';
import type { Principal } from '../domain/route.ts';

const perMinute = (limit: number) => buildPrincipal({ rateLimit: only('requestsPerMinute', limit) });

function admittedOf(admissions: readonly Admission[]): number {
  return admissions.filter(({ admitted }) => admitted).length;
}

describe('a limit that several gateways share', () => {
  test('is used up exactly, however many ask at once', async () => {
    const { admit } = await startSharedLimiters({ gateways: 3 });
    const principal = perMinute(100);
    const admissions = await Promise.all(Array.from({ length: 900 }, (_, at) => admit(at % 3, { principal })));
    expect(admittedOf(admissions)).toBe(100);
  });

  test('is there for one gateway alone, once the others have given back what they do not use', async () => {
    const { admit, lookAgain, clock } = await startSharedLimiters({ gateways: 3 });
    const principal = perMinute(100);
    await admit(1, { principal });
    await admit(2, { principal });
    let admitted = 2;
    for (let second = 0; second < 3; second++) {
      const admissions = await Promise.all(Array.from({ length: 60 }, () => admit(0, { principal })));
      admitted += admittedOf(admissions);
      clock.nowMs += 1_000;
      await lookAgain();
      await lookAgain();
    }
    expect(admitted).toBe(100);
  });

  test('is free again after the minute, for the others too', async () => {
    const { admit, lookAgain, clock } = await startSharedLimiters({ gateways: 2 });
    const principal = perMinute(10);
    expect(admittedOf(await Promise.all(Array.from({ length: 10 }, () => admit(0, { principal }))))).toBe(10);
    clock.nowMs += 59_000;
    await lookAgain();
    const early = await admit(1, { principal });
    expect(refusedBy(early)).toBe('key_requests_per_minute');
    expect(early.admitted ? 0 : early.retryAfterMs).toBe(1_000);
    clock.nowMs += 1_100;
    await lookAgain();
    expect(admittedOf(await Promise.all(Array.from({ length: 20 }, () => admit(1, { principal }))))).toBe(10);
  });

  test('is asked about once for many requests, and not at all for what is granted or known to be gone', async () => {
    const { admit, calls } = await startSharedLimiters({ gateways: 2 });
    const principal = perMinute(1_000);
    await Promise.all(Array.from({ length: 50 }, () => admit(0, { principal })));
    expect(calls.settles).toBe(1);
    // An eighth of the rest came in reserve.
    for (let call = 0; call < 118; call++) await admit(0, { principal });
    expect(calls.settles).toBe(1);
    await Promise.all(Array.from({ length: 1_000 }, () => admit(0, { principal })));
    const before = calls.settles;
    expect(before).toBeLessThan(20);
    for (let call = 0; call < 100; call++) expect((await admit(0, { principal })).admitted).toBe(false);
    expect(calls.settles).toBe(before);
  });

  test('of concurrency comes back when requests end', async () => {
    const { admit, clock } = await startSharedLimiters({ gateways: 2 });
    const principal = buildPrincipal({ rateLimit: only('concurrency', 6) });
    const running = await Promise.all(Array.from({ length: 12 }, (_, at) => admit(at % 2, { principal })));
    const admitted = running.filter((admission) => admission.admitted);
    expect(admitted).toHaveLength(6);
    const [first] = admitted;
    if (first === undefined) throw new Error('nothing runs');
    release(first);
    clock.nowMs += 100;
    const again = await Promise.all([admit(0, { principal }), admit(1, { principal })]);
    expect(admittedOf(again)).toBe(1);
  });

  test('counts tokens that were not used as free, and those beyond the estimate as used', async () => {
    const { admit, lookAgain, clock } = await startSharedLimiters({ gateways: 2 });
    const principal = buildPrincipal({ rateLimit: only('tokensPerMinute', 1_000) });
    const first = await admit(0, { principal, tokens: 800 });
    expect(refusedBy(await admit(1, { principal, tokens: 300 }))).toBe('key_tokens_per_minute');
    release(first, 100);
    clock.nowMs += 1_000;
    await lookAgain();
    const second = await admit(1, { principal, tokens: 300 });
    expect(second.admitted).toBe(true);
    release(second, 900);
    clock.nowMs += 1_000;
    await lookAgain();
    await lookAgain();
    expect(refusedBy(await admit(0, { principal, tokens: 10 }))).toBe('key_tokens_per_minute');
  });

  test('lets through what is larger than itself when nothing counts anywhere', async () => {
    const { admit } = await startSharedLimiters({ gateways: 2 });
    const principal = buildPrincipal({ rateLimit: only('tokensPerMinute', 1_000) });
    expect((await admit(0, { principal, tokens: 5_000 })).admitted).toBe(true);
    expect((await admit(1, { principal, tokens: 10 })).admitted).toBe(false);
  });

  test('counts each address by itself, and names none to the others', async () => {
    const { admit, grants } = await startSharedLimiters({ gateways: 2 });
    const principal = buildPrincipal({ ipRateLimit: only('requestsPerMinute', 2) });
    const from = (clientIp: string) =>
      Promise.all(Array.from({ length: 4 }, (_, at) => admit(at % 2, { principal, clientIp })));
    expect(admittedOf(await from('10.0.0.1'))).toBe(2);
    expect(admittedOf(await from('10.0.0.2'))).toBe(2);
    expect(grants.grantedOf(`${principal.workspaceId}:hash-of-10.0.0.1:requests_per_minute`)).toBe(2);
  });

  test('is told with what is left on all of them together', async () => {
    const { admit, limiters, clock } = await startSharedLimiters({ gateways: 2 });
    const principal = perMinute(100);
    for (let call = 0; call < 30; call++) await admit(0, { principal });
    await limiters[0]?.lookAgain();
    const states = await limiters[1]?.limitsOf({ principal, clientIp: undefined, nowMs: clock.nowMs });
    expect(states?.[0]?.remaining).toBeLessThanOrEqual(70);
    const admission = await admit(1, { principal });
    expect(admission.limits?.tightest.remaining).toBeLessThan(70);
  });
});

describe('what a gateway was granted', () => {
  const all = (
    { admit }: Pick<Awaited<ReturnType<typeof startSharedLimiters>>, 'admit'>,
    of: { at: number; calls: number; principal: Principal },
  ) => Promise.all(Array.from({ length: of.calls }, () => admit(of.at, { principal: of.principal })));

  test('and gives back is not used while the answer is on its way', async () => {
    const gateways = await startSharedLimiters({ gateways: 2 });
    const principal = perMinute(100);
    await all(gateways, { at: 0, calls: 60, principal });
    const arrive = gateways.grants.holdAnswers();
    // It was granted 65, and keeps what it used at the second look.
    const looks = gateways.limiters[0]?.lookAgain();
    arrive();
    await looks;
    const arriveLater = gateways.grants.holdAnswers();
    const giving = gateways.limiters[0]?.lookAgain();
    await new Promise(setImmediate);
    const meanwhile = all(gateways, { at: 0, calls: 10, principal });
    const others = all(gateways, { at: 1, calls: 60, principal });
    await new Promise(setImmediate);
    arriveLater();
    await giving;
    expect(60 + admittedOf(await meanwhile) + admittedOf(await others)).toBe(100);
  });

  test('and has not renewed for long may be with another by now', async () => {
    const gateways = await startSharedLimiters({ gateways: 2 });
    const principal = perMinute(1_000);
    await all(gateways, { at: 0, calls: 10, principal });
    gateways.clock.nowMs += 96_000;
    expect(admittedOf(await all(gateways, { at: 1, calls: 1_000, principal }))).toBe(1_000);
    expect(admittedOf(await all(gateways, { at: 0, calls: 10, principal }))).toBe(0);
  });

  test('before the book was away counts no more', async () => {
    const gateways = await startSharedLimiters({ gateways: 2 });
    const principal = perMinute(1_000);
    await all(gateways, { at: 0, calls: 10, principal });
    gateways.grants.isAway = true;
    await gateways.lookAgain();
    gateways.grants.isAway = false;
    gateways.grants.lose();
    await gateways.limiters[1]?.lookAgain();
    expect(admittedOf(await all(gateways, { at: 1, calls: 1_000, principal }))).toBe(1_000);
    await gateways.limiters[0]?.lookAgain();
    expect(admittedOf(await all(gateways, { at: 0, calls: 10, principal }))).toBe(0);
  });

  test('it keeps for as long as it is busy, and tells nobody of what is idle', async () => {
    const gateways = await startSharedLimiters({ gateways: 2 });
    const { calls, clock, lookAgain } = gateways;
    const principal = perMinute(1_000);
    await all(gateways, { at: 0, calls: 50, principal });
    await lookAgain();
    const before = calls.orders;
    await all(gateways, { at: 0, calls: 40, principal });
    expect(calls.orders).toBe(before);
    clock.nowMs += 61_000;
    for (let turn = 0; turn < 3; turn++) await lookAgain();
    const told = calls.orders;
    await lookAgain();
    expect(calls.orders).toBe(told);
    expect(admittedOf(await all(gateways, { at: 0, calls: 2_000, principal }))).toBe(1_000);
  });

  test('follows a limit that is changed', async () => {
    const gateways = await startSharedLimiters({ gateways: 2 });
    expect(admittedOf(await all(gateways, { at: 0, calls: 20, principal: perMinute(10) }))).toBe(10);
    gateways.clock.nowMs += 100;
    expect(admittedOf(await all(gateways, { at: 0, calls: 60, principal: perMinute(50) }))).toBe(40);
    gateways.clock.nowMs += 61_000;
    expect(admittedOf(await all(gateways, { at: 0, calls: 20, principal: perMinute(5) }))).toBe(5);
  });

  test('and used up alone it asks nobody about; nor, for a moment, about what others have', async () => {
    const gateways = await startSharedLimiters({ gateways: 2 });
    const { calls, clock } = gateways;
    const principal = perMinute(10);
    await all(gateways, { at: 0, calls: 10, principal });
    const before = calls.settles;
    for (let call = 0; call < 5; call++) {
      clock.nowMs += 100;
      await all(gateways, { at: 0, calls: 3, principal });
    }
    expect(calls.settles).toBe(before);
    await all(gateways, { at: 1, calls: 1, principal });
    expect(calls.settles).toBe(before + 1);
    clock.nowMs += 49;
    await all(gateways, { at: 1, calls: 20, principal });
    expect(calls.settles).toBe(before + 1);
    clock.nowMs += 1;
    await all(gateways, { at: 1, calls: 20, principal });
    expect(calls.settles).toBe(before + 2);
  });

  test('is not asked for by a request that another limit refuses', async () => {
    const gateways = await startSharedLimiters({ gateways: 2 });
    const workspaceRateLimit = only('requestsPerMinute', 50);
    const narrow = buildPrincipal({ rateLimit: only('requestsPerMinute', 5), workspaceRateLimit });
    const wide = buildPrincipal({ keyId: readId({ kind: 'key', text: 'key_other' }), workspaceRateLimit });
    await all(gateways, { at: 0, calls: 5, principal: narrow });
    gateways.clock.nowMs += 31_000;
    await all(gateways, { at: 0, calls: 40, principal: narrow });
    await all(gateways, { at: 0, calls: 1, principal: wide });
    expect(admittedOf(await all(gateways, { at: 1, calls: 60, principal: wide }))).toBeGreaterThanOrEqual(38);
  });
});

describe('a limit per day that several gateways share', () => {
  const principal = buildPrincipal({ rateLimit: only('requestsPerDay', 20) });

  test('counts what a gateway that is gone has used, and ends with the day', async () => {
    const { admit, limiters, clock } = await startSharedLimiters({ gateways: 2 });
    expect(admittedOf(await Promise.all(Array.from({ length: 15 }, () => admit(0, { principal }))))).toBe(15);
    await limiters[0]?.close();
    expect(admittedOf(await Promise.all(Array.from({ length: 15 }, () => admit(1, { principal }))))).toBe(5);
    clock.nowMs += 43_200_000;
    expect(admittedOf(await Promise.all(Array.from({ length: 30 }, () => admit(1, { principal }))))).toBe(20);
  });

  test('reads the request log once for all, where nobody has counted on that day yet', async () => {
    let reads = 0;
    const store = {
      admittedSince: async () => {
        reads++;
        return { requests: 12, tokens: 0 };
      },
    };
    const { admit, lookAgain, clock } = await startSharedLimiters({ gateways: 2, deps: { store } });
    await admit(0, { principal });
    await expect.poll(() => reads).toBe(1);
    await lookAgain();
    clock.nowMs += 100;
    const admissions = await Promise.all(Array.from({ length: 20 }, (_, at) => admit(at % 2, { principal })));
    expect(admittedOf(admissions)).toBe(7);
    expect(reads).toBe(1);
  });
});

describe('without the book', () => {
  test('each gateway keeps to its part, without waiting, and says so once', async () => {
    const told: string[] = [];
    const note = (_: object, message: string) => void told.push(message);
    const deps = { log: { info: note, warn: note, error: note } };
    const { admit, limiters, lookAgain, grants, calls, clock } = await startSharedLimiters({ gateways: 3, deps });
    await lookAgain();
    grants.isAway = true;
    const principal = perMinute(90);
    for (const gateway of [0, 1, 2]) {
      const admissions = await Promise.all(Array.from({ length: 90 }, () => admit(gateway, { principal })));
      expect(admittedOf(admissions)).toBe(30);
    }
    const before = calls.settles;
    await lookAgain();
    await admit(0, { principal });
    const states = await limiters[0]?.limitsOf({ principal, clientIp: undefined, nowMs: clock.nowMs });
    expect(states).toMatchObject([{ remaining: 0 }]);
    expect(calls.settles).toBe(before);
    expect(told).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/Redis does not answer/)));
    grants.isAway = false;
    await lookAgain();
    expect(told.slice(3)).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/Redis answers again/)));
    expect((await admit(0, { principal })).admitted).toBe(false);
  });

  test('a limit that is smaller than the number of gateways lets one through on each', async () => {
    const { admit, lookAgain, grants } = await startSharedLimiters({ gateways: 3 });
    await lookAgain();
    grants.isAway = true;
    const principal = buildPrincipal({ rateLimit: only('concurrency', 2) });
    expect((await admit(0, { principal })).admitted).toBe(true);
    expect((await admit(0, { principal })).admitted).toBe(false);
    expect((await admit(1, { principal })).admitted).toBe(true);
  });

  test('a book that has lost everything is told anew', async () => {
    const { admit, lookAgain, grants, clock } = await startSharedLimiters({ gateways: 2 });
    const principal = perMinute(100);
    for (let call = 0; call < 80; call++) await admit(0, { principal });
    grants.lose();
    clock.nowMs += 1_000;
    await lookAgain();
    const admissions = await Promise.all(Array.from({ length: 100 }, () => admit(1, { principal })));
    expect(admittedOf(admissions)).toBeGreaterThanOrEqual(10);
    expect(admittedOf(admissions)).toBeLessThanOrEqual(20);
  });
});
