import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { IdempotencyStore, StoredState } from '../domain/idempotency.ts';
import type { NewPlace } from './definitions.contract.ts';

type Claim = Parameters<IdempotencyStore['claim']>[0];

const HOUR_MS = 3_600_000;
const ANSWERED = { outcome: 'answered', format: 'json', errorCode: undefined, errorReason: undefined } as const;
const CUT = {
  outcome: 'cut',
  format: 'event_stream',
  errorCode: 'provider_error',
  errorReason: 'stream_cut',
} as const;

const FIRST: Claim = {
  id: 'digest-of-key-endpoint-and-header',
  fingerprint: 'digest-of-body',
  requestId: 'req_1',
  workspaceId: 'ws_1',
  keyId: 'key_1',
  leaseMs: HOUR_MS,
  keepMs: 24 * HOUR_MS,
};
const AGAIN: Claim = { ...FIRST, requestId: 'req_2' };
const KEPT = { id: FIRST.id, requestId: FIRST.requestId, answer: ANSWERED, sealed: 'v1.sealed', keepMs: 24 * HOUR_MS };

const ANSWER: StoredState = { state: 'answered', requestId: 'req_1', answer: ANSWERED, sealed: 'v1.sealed' };

export function describeIdempotentRequests({ newPlace }: { newPlace: NewPlace }): void {
  const newClaims = async () => (await (await newPlace()).open()).idempotency;

  describe('a claim of an idempotent request', () => {
    test('is for the first one; the next one hears that it runs, and since when', async () => {
      const claims = await newClaims();
      expect(await claims.claim(FIRST)).toEqual({ state: 'claimed' });
      await wait(20);
      const second = await claims.claim(AGAIN);
      expect(second).toEqual({ state: 'running', runningMs: expect.any(Number) });
      expect(second.state === 'running' && second.runningMs).toBeGreaterThanOrEqual(15);
    });

    test('is for exactly one of many that come at once over several processes', async () => {
      const place = await newPlace();
      const stores = await Promise.all([place.open(), place.open(), place.open()]);
      const states = await Promise.all(
        Array.from({ length: 60 }, (_, at) =>
          stores[at % stores.length]?.idempotency.claim({ ...FIRST, requestId: `req_${at}` }),
        ),
      );
      expect(states.filter((state) => state?.state === 'claimed')).toHaveLength(1);
      expect(states.filter((state) => state?.state === 'running')).toHaveLength(59);
    });

    test('knows the body: another one is told apart, while the first runs and after its answer', async () => {
      const claims = await newClaims();
      await claims.claim(FIRST);
      const other = { ...AGAIN, fingerprint: 'digest-of-another-body' };
      expect(await claims.claim(other)).toEqual({ state: 'other_body' });
      await claims.keep(KEPT);
      expect(await claims.claim(other)).toEqual({ state: 'other_body' });
    });

    test('that is given up is free for the next one, with any body', async () => {
      const claims = await newClaims();
      await claims.claim(FIRST);
      await claims.giveUp(FIRST);
      expect(await claims.claim({ ...AGAIN, fingerprint: 'digest-of-another-body' })).toEqual({ state: 'claimed' });
    });

    test('is free once its lease is over, unless the lease is renewed', async () => {
      const claims = await newClaims();
      await claims.claim({ ...FIRST, leaseMs: 0 });
      await claims.renew({ claims: [FIRST], leaseMs: HOUR_MS });
      expect(await claims.claim(AGAIN)).toMatchObject({ state: 'running' });
      await claims.renew({ claims: [FIRST], leaseMs: 0 });
      expect(await claims.claim(AGAIN)).toEqual({ state: 'claimed' });
    });

    test('that was taken over is out of reach of who had it before', async () => {
      const claims = await newClaims();
      await claims.claim({ ...FIRST, leaseMs: 0 });
      await claims.claim(AGAIN);
      expect(await claims.keep(KEPT)).toBe(false);
      await claims.giveUp(FIRST);
      await claims.renew({ claims: [FIRST], leaseMs: 0 });
      expect(await claims.claim({ ...FIRST, requestId: 'req_3' })).toMatchObject({ state: 'running' });
      expect(await claims.keep({ ...KEPT, requestId: AGAIN.requestId })).toBe(true);
      expect(await claims.claim({ ...FIRST, requestId: 'req_3' })).toEqual({ ...ANSWER, requestId: 'req_2' });
    });

    test('is renewed together with a thousand others', async () => {
      const claims = await newClaims();
      const many = Array.from({ length: 1_001 }, (_, at) => ({ ...FIRST, id: `id_${at}`, requestId: `req_${at}` }));
      for (const claim of many) await claims.claim({ ...claim, leaseMs: 0 });
      await claims.renew({ claims: many, leaseMs: HOUR_MS });
      for (const claim of [many[0], many[500], many[1_000]]) {
        expect(await claims.claim({ ...FIRST, ...claim, requestId: 'req_late' })).toMatchObject({ state: 'running' });
      }
    });

    test('without an answer is free at once for a process that has the database for itself; answers stay', async () => {
      const claims = await newClaims();
      await claims.claim({ ...FIRST, id: 'answered' });
      await claims.keep({ ...KEPT, id: 'answered' });
      await claims.claim(FIRST);
      expect(await claims.giveUpAll()).toBe(1);
      expect(await claims.claim(AGAIN)).toEqual({ state: 'claimed' });
      expect(await claims.claim({ ...AGAIN, id: 'answered' })).toEqual(ANSWER);
    });
  });

  describe('the answer of an idempotent request', () => {
    test('is given to every later request, in this process and in others', async () => {
      const place = await newPlace();
      const { idempotency: here } = await place.open();
      await here.claim(FIRST);
      expect(await here.keep(KEPT)).toBe(true);
      expect(await here.claim(AGAIN)).toEqual(ANSWER);
      expect(await (await place.open()).idempotency.claim(AGAIN)).toEqual(ANSWER);
    });

    test('has its ending with it, and may have no text', async () => {
      const claims = await newClaims();
      await claims.claim(FIRST);
      await claims.keep({ ...KEPT, answer: CUT, sealed: undefined });
      expect(await claims.claim(AGAIN)).toEqual({ ...ANSWER, answer: CUT, sealed: undefined });
    });

    test('of many megabytes is kept whole', async () => {
      const claims = await newClaims();
      await claims.claim(FIRST);
      const sealed = 'x'.repeat(12 * 1024 * 1024);
      await claims.keep({ ...KEPT, sealed });
      const found = await claims.claim(AGAIN);
      expect(found.state === 'answered' && found.sealed === sealed).toBe(true);
    });

    test('outlives its lease, and giving up cannot remove it', async () => {
      const claims = await newClaims();
      await claims.claim({ ...FIRST, leaseMs: 0 });
      await claims.keep(KEPT);
      await claims.giveUp(FIRST);
      expect(await claims.claim(AGAIN)).toEqual(ANSWER);
    });

    test('is forgotten when its time is over, even before it is removed', async () => {
      const claims = await newClaims();
      await claims.claim(FIRST);
      await claims.keep({ ...KEPT, keepMs: 0 });
      expect(await claims.claim(AGAIN)).toEqual({ state: 'claimed' });
      expect(await claims.claim({ ...FIRST, requestId: 'req_3' })).toMatchObject({ state: 'running' });
    });

    test('is removed when its time is over, so many at once, and nothing else is', async () => {
      const claims = await newClaims();
      for (const id of ['old_1', 'old_2', 'old_3']) {
        await claims.claim({ ...FIRST, id });
        await claims.keep({ ...KEPT, id, keepMs: 0 });
      }
      await claims.claim({ ...FIRST, id: 'dead', keepMs: 0 });
      await claims.claim({ ...FIRST, id: 'running' });
      await claims.claim(FIRST);
      await claims.keep(KEPT);
      expect(await claims.forget({ most: 3 })).toBe(3);
      expect(await claims.forget({ most: 3 })).toBe(1);
      expect(await claims.forget({ most: 3 })).toBe(0);
      expect(await claims.claim({ ...AGAIN, id: 'running' })).toMatchObject({ state: 'running' });
      expect(await claims.claim(AGAIN)).toEqual(ANSWER);
    });
  });
}
