import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AnswerCopy, type IdempotencyStore, MOST_ANSWER_BYTES, type OnceAsked } from '../domain/idempotency.ts';
import { readId } from '../domain/ids.ts';
import type { Log } from '../domain/ports.ts';
import { openSqliteStore, type SqliteStore } from '../store/open-sqlite-store.ts';
import { openVault } from '../store/open-vault.ts';
import { type ClaimTimings, openAnswerClaims } from './open-answer-claims.ts';

const ASKED: OnceAsked = {
  workspaceId: readId({ kind: 'ws', text: 'ws_1' }),
  keyId: readId({ kind: 'key', text: 'key_1' }),
  endpoint: '/v1/chat',
  idempotencyKey: 'order-4711',
  bodyDigest: 'a'.repeat(64),
  requestId: readId({ kind: 'req', text: 'req_1' }),
};
const asked = (change: Partial<Record<keyof OnceAsked, string>> = {}): OnceAsked => ({
  ...ASKED,
  ...change,
  workspaceId: ASKED.workspaceId,
  keyId: readId({ kind: 'key', text: change.keyId ?? ASKED.keyId }),
  requestId: readId({ kind: 'req', text: change.requestId ?? ASKED.requestId }),
});
const AGAIN = asked({ requestId: 'req_2' });
const ANSWER: AnswerCopy = {
  format: 'json',
  outcome: 'answered',
  errorCode: undefined,
  errorReason: undefined,
  text: '{"content":"a marker-among-answers"}',
};
const REPLAY = { state: 'answered', answer: { ...ANSWER, requestId: 'req_1' } };
const FAST = { leaseMs: 1_000, renewMs: 50, storeWaitMs: 200 };
/** Nothing is taken over while a test waits. */
const LASTING = { ...FAST, leaseMs: 60_000 };

let dataDir: string;
let store: SqliteStore;
let logged: string[];
let toClose: (() => Promise<void>)[];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-claims-'));
  store = await openSqliteStore({ dataDir });
  logged = [];
  toClose = [];
});
afterEach(async () => {
  for (const close of toClose) await close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const note: Log['info'] = (_, message) => logged.push(message);
const log: Log = { info: note, warn: note, error: note };
const VAULT = openVault({ masterKey: randomBytes(32) });

/** The store, which is away while `isDown` says so, or does not answer at all. */
function unreliable(state: { down: 'no' | 'fails' | 'hangs' }): IdempotencyStore {
  const check = async () => {
    if (state.down === 'hangs') await new Promise(() => {});
    if (state.down === 'fails') throw new Error('the database is away');
  };
  const { idempotency } = store;
  return {
    ...idempotency,
    claim: async (claim) => (await check()) ?? idempotency.claim(claim),
    keep: async (kept) => (await check()) ?? idempotency.keep(kept),
    renew: async (renewal) => (await check()) ?? idempotency.renew(renewal),
    giveUp: async (claim) => (await check()) ?? idempotency.giveUp(claim),
  };
}

function open(options: { store?: IdempotencyStore; vault?: typeof VAULT; timings?: ClaimTimings } = {}) {
  const claims = openAnswerClaims({
    store: store.idempotency,
    vault: VAULT,
    clock: { now: Date.now },
    log,
    timings: FAST,
    ...options,
  });
  toClose.push(() => claims.close());
  return claims;
}

async function claimed(claims: ReturnType<typeof open>, of: OnceAsked = ASKED) {
  const found = await claims.claim(of);
  if (found.state !== 'claimed') throw new Error(`not claimed, but ${found.state}`);
  return found.claim;
}

describe('a request with an Idempotency-Key', () => {
  test('is claimed once, and its answer is given to each repeat, by this process and by others', async () => {
    const [here, elsewhere] = [open(), open()];
    const claim = await claimed(here);
    expect(await here.claim(AGAIN)).toMatchObject({ state: 'running' });
    expect(await elsewhere.claim(AGAIN)).toMatchObject({ state: 'running' });
    await claim.keep(ANSWER);
    expect(await here.claim(AGAIN)).toEqual(REPLAY);
    expect(await elsewhere.claim(AGAIN)).toEqual(REPLAY);
  });

  test('conflicts with another body, while it runs and afterwards', async () => {
    const claims = open();
    const other = asked({ requestId: 'req_2', bodyDigest: 'b'.repeat(64) });
    const claim = await claimed(claims);
    expect(await claims.claim(other)).toEqual({ state: 'other_body' });
    await claim.keep(ANSWER);
    expect(await claims.claim(other)).toEqual({ state: 'other_body' });
  });

  test.each([
    ['API key', { keyId: 'key_2' }],
    ['address', { endpoint: '/v1/complete' }],
    ['value', { idempotencyKey: 'order-4712' }],
  ])('has nothing to do with one of another %s', async (_, change) => {
    const claims = open();
    await (await claimed(claims)).keep(ANSWER);
    expect(await claims.claim(asked({ requestId: 'req_2', ...change }))).toMatchObject({ state: 'claimed' });
  });

  test('that is given up may be run anew', async () => {
    const claims = open();
    await (await claimed(claims)).giveUp();
    expect(await claims.claim(AGAIN)).toMatchObject({ state: 'claimed' });
  });

  test('keeps its claim for as long as it takes', async () => {
    const [here, elsewhere] = [open(), open()];
    await claimed(here);
    await new Promise((resolve) => setTimeout(resolve, 2 * FAST.leaseMs));
    expect(await elsewhere.claim(AGAIN)).toMatchObject({ state: 'running' });
  });

  test('of a process that died is free once its lease is over', async () => {
    const dead = open();
    await claimed(dead);
    await dead.close();
    const elsewhere = open();
    expect(await elsewhere.claim(AGAIN)).toMatchObject({ state: 'running' });
    await vi.waitFor(async () => expect(await elsewhere.claim(AGAIN)).toMatchObject({ state: 'claimed' }), 10_000);
  });
});

describe('an answer', () => {
  test('cannot be read in the database, nor can the header or a digest of the body', async () => {
    await (await claimed(open())).keep(ANSWER);
    await store.sync();
    const files = ['latentkit.db', 'latentkit.db-wal'].map((name) => readFileSync(join(dataDir, name), 'latin1'));
    const all = files.join('');
    expect(all).toContain('req_1');
    for (const secret of ['marker-among-answers', 'order-4711', ASKED.bodyDigest]) expect(all).not.toContain(secret);
  });

  test('that is too large is not kept, and the repeat is told so instead of being run', async () => {
    const claims = open();
    await (await claimed(claims)).keep({ ...ANSWER, text: 'x'.repeat(MOST_ANSWER_BYTES + 1) });
    expect(await claims.claim(AGAIN)).toEqual({ state: 'not_kept' });
  });

  test('just as large as may be is kept', async () => {
    const claims = open();
    const text = 'x'.repeat(MOST_ANSWER_BYTES);
    await (await claimed(claims)).keep({ ...ANSWER, text });
    const found = await claims.claim(AGAIN);
    expect(found.state === 'answered' && found.answer.text === text).toBe(true);
  });

  test('that another master key sealed is not run again in silence', async () => {
    await (await claimed(open())).keep(ANSWER);
    const other = openVault({ masterKey: randomBytes(32) });
    // Only what opens differs: with another pepper the request would not even be found.
    expect(await open({ vault: { ...other, digest: VAULT.digest } }).claim(AGAIN)).toEqual({ state: 'not_kept' });
    expect(logged).toContain('a stored answer cannot be opened');
  });
});

describe('while the store is away', () => {
  test.each(['fails', 'hangs'] as const)('(it %s) a request that is to be done once is refused', async (down) => {
    const claims = open({ store: unreliable({ down }) });
    const refusal = { code: 'storage_unavailable', status: 503, retryAfterMs: 1_000 };
    await expect(claims.claim(ASKED)).rejects.toMatchObject(refusal);
  });

  test.each(['fails', 'hangs'] as const)(
    '(it %s) an answer waits here: repeats get it, and later the store',
    async (down) => {
      const state = { down: 'no' as 'no' | 'fails' | 'hangs' };
      const claims = open({ store: unreliable(state), timings: LASTING });
      const claim = await claimed(claims);
      state.down = down;
      await claim.keep(ANSWER);
      expect(await claims.claim(AGAIN)).toEqual(REPLAY);
      expect(await open().claim(AGAIN)).toMatchObject({ state: 'running' });
      state.down = 'no';
      await vi.waitFor(async () => expect(await open().claim(AGAIN)).toEqual(REPLAY), 10_000);
    },
  );

  test('a process that is shut down stores what waits as soon as it can', async () => {
    const state = { down: 'no' as 'no' | 'fails' | 'hangs' };
    const claims = openAnswerClaims({
      store: unreliable(state),
      vault: VAULT,
      clock: { now: Date.now },
      log,
      timings: { ...LASTING, renewMs: 60_000 },
    });
    const claim = await claimed(claims);
    state.down = 'fails';
    await claim.keep(ANSWER);
    state.down = 'no';
    await claims.close();
    expect(await open().claim(AGAIN)).toEqual(REPLAY);
  });

  test('a claim that could not be given up does not stand for ever', async () => {
    const state = { down: 'no' as 'no' | 'fails' | 'hangs' };
    const claims = open({ store: unreliable(state) });
    const claim = await claimed(claims);
    // Another request of this process keeps the renewals going.
    await claimed(claims, asked({ requestId: 'req_other', idempotencyKey: 'order-4712' }));
    state.down = 'fails';
    await claim.giveUp();
    state.down = 'no';
    await vi.waitFor(async () => expect(await claims.claim(AGAIN)).toMatchObject({ state: 'claimed' }), 10_000);
  });

  test('a claim that comes through too late is given back', async () => {
    let answer = () => {};
    const slow: IdempotencyStore = {
      ...store.idempotency,
      claim: async (claim) => {
        const state = await store.idempotency.claim(claim);
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return state;
      },
    };
    const claims = openAnswerClaims({
      store: slow,
      vault: VAULT,
      clock: { now: Date.now },
      log,
      timings: LASTING,
    });
    await expect(claims.claim(ASKED)).rejects.toMatchObject({ code: 'storage_unavailable' });
    answer();
    await vi.waitFor(async () => expect(await open().claim(AGAIN)).toMatchObject({ state: 'claimed' }), 10_000);
  });
});
