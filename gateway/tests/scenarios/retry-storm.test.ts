import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import type { Store } from '../../src/domain/store.ts';
import { openPostgresStore } from '../../src/store/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { findPostgres, startTestPostgres, type TestPostgres } from '../support/start-test-postgres.ts';
import { routeYaml, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }] };
const ONCE = { 'Idempotency-Key': 'storm-1' };

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
beforeEach(() => {
  upstream.reset();
  upstream.script({ delayMs: 300, reply: { text: 'paid once', usage: { input: 10, output: 5 } } });
});
afterAll(() => upstream.close());

const yaml = () => routeYaml({ upstreams: { only: upstream.url } });

interface Got {
  readonly status: number;
  readonly isReplay: boolean;
  readonly text: string;
}

async function send(gateway: TestGateway): Promise<Got> {
  const response = await gateway.post('/v1/chat', ASK, ONCE);
  const isReplay = response.headers.get('x-lk-idempotent-replay') === 'true';
  return { status: response.status, isReplay, text: await response.text() };
}

/** As an SDK does: it repeats what was 409, though sooner than it was told to. */
async function sendUntilAnswered(gateway: TestGateway): Promise<Got> {
  for (;;) {
    const got = await send(gateway);
    if (got.status !== 409) return got;
    await wait(40);
  }
}

function expectOneAnswer(all: readonly Got[]): void {
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(all.map(({ text }) => text)).size).toBe(1);
  expect(all.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
}

/** One request was charged, and all others of the log nothing. */
async function expectOneCharge(open: () => Promise<Store>): Promise<void> {
  const store = await open();
  try {
    let records: readonly RequestRecord[] = [];
    const isThere = () => records.some(({ attempts }) => attempts.length > 0) && records.length >= 40;
    for (let look = 0; look < 100 && !isThere(); look++) {
      await wait(50);
      records = await store.listRequests({ limit: 1_000 });
    }
    expect(isThere()).toBe(true);
    const charged = records.filter(({ costNanoUsd }) => (costNanoUsd ?? 0) > 0);
    // 10 × 1 + 5 × 4 dollars for a million tokens.
    expect(charged).toMatchObject([{ outcome: 'answered', costNanoUsd: 30_000, replayOf: undefined }]);
    const keyId = String(records[0]?.keyId);
    expect(await store.spentSince({ scope: { keyId }, sinceMs: 0 })).toBe(30_000);
  } finally {
    await store.close();
  }
}

describe('a storm of repeats is one call upstream, and one charge', () => {
  test('20 at once, and 20 later', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => send(gateway)));
    const winners = atOnce.filter(({ status, isReplay }) => status === 200 && !isReplay);
    expect(winners).toHaveLength(1);
    // Who came late, came after the answer.
    expect(atOnce.filter(({ status, isReplay }) => status === 409 || isReplay)).toHaveLength(19);
    const later = await Promise.all(Array.from({ length: 20 }, () => send(gateway)));
    expectOneAnswer([...winners, ...later]);
    expect(upstream.requests).toHaveLength(1);
    await expectOneCharge(() => openSqliteStore({ dataDir: gateway.dataDir }));
  });

  test('20 that repeat until they have the answer', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    expectOneAnswer(await Promise.all(Array.from({ length: 20 }, () => sendUntilAnswered(gateway))));
    expect(upstream.requests).toHaveLength(1);
    await expectOneCharge(() => openSqliteStore({ dataDir: gateway.dataDir }));
  });
});

const postgres = findPostgres();

describe.runIf(postgres.found)('two gateways on one database', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    if (postgres.found) server = await startTestPostgres(postgres);
  }, 120_000);
  afterAll(() => server.stop());

  test('are one: a storm on both is one call upstream, and one charge', async () => {
    const url = await server.createDatabase();
    const settingsEnv = {
      DATABASE_URL: url,
      LATENTKIT_MASTER_KEY: randomBytes(32).toString('base64'),
    };
    await using one = await startTestGateway({ yaml: yaml(), settingsEnv });
    await using other = await startTestGateway({ yaml: yaml(), settingsEnv });
    const atOnce = await Promise.all(Array.from({ length: 40 }, (_, at) => sendUntilAnswered(at % 2 ? one : other)));
    expectOneAnswer(atOnce);
    for (const gateway of [one, other]) expect(await send(gateway)).toMatchObject({ status: 200, isReplay: true });
    expect(upstream.requests).toHaveLength(1);
    await expectOneCharge(() => openPostgresStore({ url }));
  });
});

if (!postgres.found) {
  // A machine of one's own may be without it; the one that decides about a release may not.
  test.skipIf(process.env.CI !== 'true')(`two gateways on one database: skipped, ${postgres.reason}`, () => {
    expect.fail(postgres.reason);
  });
}
