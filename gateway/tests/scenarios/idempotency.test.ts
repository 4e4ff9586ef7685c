import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForRecords } from './request-log.ts';
import { json, routeYaml, SANDBOX_KEY, startTestGateway, TEST_KEY, type TestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }] };
const SECOND_KEY = 'lk_live_second_key_of_the_scenario_0123456789';
const ONCE = { 'Idempotency-Key': 'order-4711' };
const REPLAY_HEADER = 'x-lk-idempotent-replay';

let first: FakeUpstream;
let second: FakeUpstream;
beforeAll(async () => {
  first = await startFakeUpstream();
  second = await startFakeUpstream();
});
beforeEach(() => {
  first.reset();
  second.reset();
});
afterAll(async () => {
  await first.close();
  await second.close();
});

const start = () =>
  startTestGateway({
    yaml: `${routeYaml({ upstreams: { first: first.url, second: second.url } })}  - { name: other, route: default, secret: ${SECOND_KEY} }\n`,
  });

const idOf = (response: Response) => response.headers.get('x-lk-request-id');
const isReplay = (response: Response) => response.headers.get(REPLAY_HEADER) === 'true';
const recordsById = async (gateway: TestGateway, count: number) =>
  new Map((await waitForRecords({ dataDir: gateway.dataDir, count })).map((record) => [record.id, record]));

describe('a repeat with the same Idempotency-Key and body', () => {
  test.each<[string, object]>([
    ['/v1/chat', ASK],
    ['/v1/complete', { prompt: 'Once upon a time' }],
    ['/v1/embeddings', { input: ['one', 'two'], encoding_format: 'base64' }],
    ['/v1/image', { prompt: 'a lighthouse', n: 2 }],
    ['/v1/vision', { prompt: 'What is it?', image: 'https://example.com/cat.png' }],
  ])('of %s gets the first answer byte for byte, under a request id of its own', async (path, body) => {
    await using gateway = await start();
    const answer = await gateway.post(path, body, ONCE);
    const text = await answer.text();
    const repeat = await gateway.post(path, body, ONCE);
    expect(await repeat.text()).toBe(text);
    expect([answer.status, repeat.status]).toEqual([200, 200]);
    expect([isReplay(answer), isReplay(repeat)]).toEqual([false, true]);
    expect(JSON.parse(text).id).toBe(idOf(answer));
    expect(idOf(repeat)).not.toBe(idOf(answer));
    expect(repeat.headers.get('content-type')).toBe(answer.headers.get('content-type'));
    expect(first.requests).toHaveLength(1);
  });

  test('is charged nothing, and its record says whose answer it got', async () => {
    await using gateway = await start();
    const answer = await gateway.post('/v1/chat', ASK, ONCE);
    const repeat = await gateway.post('/v1/chat', ASK, ONCE);
    const records = await recordsById(gateway, 2);
    const paid = records.get(idOf(answer) ?? '');
    expect(paid).toMatchObject({ outcome: 'answered', replayOf: undefined });
    expect(paid?.costNanoUsd).toBeGreaterThan(0);
    expect(records.get(idOf(repeat) ?? '')).toMatchObject({
      outcome: 'answered',
      status: 200,
      replayOf: idOf(answer),
      keyName: 'backend',
      attempts: [],
      usage: undefined,
      costNanoUsd: undefined,
    });
  });

  test('gets the answer of whichever attempt gave it', async () => {
    await using gateway = await start();
    first.script({ status: 503 });
    const answer = await gateway.post('/v1/chat', ASK, ONCE);
    const text = await answer.text();
    expect(JSON.parse(text).route.attempt).toBe(2);
    expect(await (await gateway.post('/v1/chat', ASK, ONCE)).text()).toBe(text);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });

  test('is run anew when the first failed: nothing was stored', async () => {
    await using gateway = await start();
    for (const upstream of [first, second]) upstream.script({ status: 400 });
    const failed = await gateway.post('/v1/chat', ASK, ONCE);
    expect(failed.status).toBe(400);
    first.reset();
    const answer = await gateway.post('/v1/chat', ASK, ONCE);
    expect([answer.status, isReplay(answer)]).toEqual([200, false]);
    expect(first.requests).toHaveLength(1);
  });

  test('is the same for a test key', async () => {
    await using gateway = await start();
    const headers = { ...ONCE, Authorization: `Bearer ${SANDBOX_KEY}` };
    const answer = await gateway.post('/v1/chat', ASK, headers);
    const repeat = await gateway.post('/v1/chat', ASK, headers);
    expect(await repeat.text()).toBe(await answer.text());
    expect(isReplay(repeat)).toBe(true);
    const other = await gateway.post('/v1/chat', { messages: [{ role: 'user', content: 'Other' }] }, headers);
    expect(await json(other)).toMatchObject({ error: 'idempotency_conflict', reason: 'other_body' });
  });

  test('needs a key that is still accepted', async () => {
    await using gateway = await start();
    await gateway.post('/v1/chat', ASK, ONCE);
    const repeat = await gateway.post('/v1/chat', ASK, { ...ONCE, Authorization: 'Bearer lk_live_unknown_0123456789' });
    expect(repeat.status).toBe(401);
  });
});

describe('the same Idempotency-Key', () => {
  test('with another body is a conflict; the answer of the first stays', async () => {
    await using gateway = await start();
    await gateway.post('/v1/chat', ASK, ONCE);
    const other = await gateway.post('/v1/chat', { ...ASK, max_tokens: 7 }, ONCE);
    expect(other.status).toBe(409);
    expect(await json(other)).toMatchObject({
      error: 'idempotency_conflict',
      reason: 'other_body',
      docs: '/docs/errors#idempotency_conflict',
    });
    expect(isReplay(await gateway.post('/v1/chat', ASK, ONCE))).toBe(true);
    expect(first.requests).toHaveLength(1);
  });

  test('counts each byte of the body', async () => {
    await using gateway = await start();
    await gateway.post('/v1/chat', JSON.stringify(ASK), ONCE);
    expect((await gateway.post('/v1/chat', `${JSON.stringify(ASK)} `, ONCE)).status).toBe(409);
  });

  test('while the first still runs: 409 with a Retry-After, and afterwards its answer', async () => {
    await using gateway = await start();
    first.script({ delayMs: 400 });
    const running = gateway.post('/v1/chat', ASK, ONCE);
    await expect.poll(() => first.requests.length).toBe(1);
    const early = await gateway.post('/v1/chat', ASK, ONCE);
    expect(early.status).toBe(409);
    expect(await json(early)).toMatchObject({ error: 'idempotency_in_progress' });
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const other = await gateway.post('/v1/chat', { ...ASK, max_tokens: 7 }, ONCE);
    expect((await json(other)).error).toBe('idempotency_conflict');
    const text = await (await running).text();
    expect(await (await gateway.post('/v1/chat', ASK, ONCE)).text()).toBe(text);
    expect(first.requests).toHaveLength(1);
  });

  test('of another API key, or at another address, is another one', async () => {
    await using gateway = await start();
    const answers = [
      await gateway.post('/v1/chat', ASK, ONCE),
      await gateway.post('/v1/chat', ASK, { ...ONCE, Authorization: `Bearer ${SECOND_KEY}` }),
      await gateway.post('/v1/vision', { ...ASK, messages: [{ role: 'user', content: 'x' }] }, ONCE),
    ];
    expect(answers.map(isReplay)).toEqual([false, false, false]);
  });

  test('may be used again after a mistake in the body', async () => {
    await using gateway = await start();
    expect((await gateway.post('/v1/chat', { ...ASK, temperature: 9 }, ONCE)).status).toBe(400);
    expect((await gateway.post('/v1/chat', ASK, ONCE)).status).toBe(200);
  });

  test.each([
    ['empty', ''],
    ['with a space', 'two words'],
    ['of 256 characters', 'x'.repeat(256)],
    ['beyond ASCII', 'caf\u00e9'],
  ])('is refused where it is %s', async (_, value) => {
    await using gateway = await start();
    const response = await gateway.post('/v1/chat', ASK, { 'Idempotency-Key': value });
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({
      error: 'validation_error',
      reason: 'invalid_header',
      param: 'Idempotency-Key',
    });
    expect(first.requests).toEqual([]);
  });

  test('may have 255 characters, and punctuation', async () => {
    await using gateway = await start();
    for (const value of ['x'.repeat(255), '"quoted-as-the-draft-has-it"', '~!@#$%^&*()_+{}|:<>?']) {
      expect((await gateway.post('/v1/chat', ASK, { 'Idempotency-Key': value })).status).toBe(200);
    }
  });

  test('sent twice in one request is refused: which one counts?', async () => {
    await using gateway = await start();
    const status = await new Promise((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${TEST_KEY}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': ['one', 'two'],
      };
      const call = httpRequest(`${gateway.url}/v1/chat`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject);
      call.end(JSON.stringify(ASK));
    });
    expect(status).toBe(400);
  });
});

describe('a client that goes away', () => {
  test('does not end an idempotent request: the repeat gets its answer, and it is charged once', async () => {
    await using gateway = await start();
    first.script({ delayMs: 400 });
    const abort = new AbortController();
    const hungUp = fetch(`${gateway.url}/v1/chat`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json', ...ONCE },
      body: JSON.stringify(ASK),
      signal: abort.signal,
    }).catch(() => {});
    await expect.poll(() => first.requests.length).toBe(1);
    abort.abort();
    await hungUp;
    expect((await gateway.post('/v1/chat', ASK, ONCE)).status).toBe(409);
    await wait(500);
    const repeat = await gateway.post('/v1/chat', ASK, ONCE);
    expect([repeat.status, isReplay(repeat)]).toEqual([200, true]);
    expect(first.requests).toHaveLength(1);
    expect(first.requests[0]?.isCancelled).toBe(false);
    const records = await waitForRecords({ dataDir: gateway.dataDir, count: 3 });
    expect(records.filter(({ costNanoUsd }) => (costNanoUsd ?? 0) > 0)).toMatchObject([{ outcome: 'answered' }]);
  });
});

describe('the stored answer', () => {
  test('cannot be read in the data folder', async () => {
    await using gateway = await start();
    first.script({ reply: { text: 'a canary among answers' } });
    const answer = await gateway.post('/v1/chat', ASK, ONCE);
    expect((await json(answer)).content).toContain('canary');
    await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    for (const name of ['latentkit.db', 'latentkit.db-wal']) {
      const bytes = readFileSync(join(gateway.dataDir, name), 'latin1');
      const found = /canary among answers|order-4711/.exec(bytes);
      expect(found && bytes.slice(found.index - 200, found.index + 200)).toBeNull();
    }
    expect(isReplay(await gateway.post('/v1/chat', ASK, ONCE))).toBe(true);
  });

  test('of more than 8 MiB is not kept: the repeat is refused rather than charged again', async () => {
    await using gateway = await start();
    first.script({ reply: { text: 'x'.repeat(9 * 1024 * 1024) } });
    const answer = await gateway.post('/v1/chat', ASK, ONCE);
    expect(answer.status).toBe(200);
    expect((await json(answer)).content).toHaveLength(9 * 1024 * 1024);
    const repeat = await gateway.post('/v1/chat', ASK, ONCE);
    expect(repeat.status).toBe(409);
    const error = await json(repeat);
    expect(error).toMatchObject({ error: 'idempotency_conflict', reason: 'answer_not_kept' });
    expect(error.hint).toContain('new Idempotency-Key');
    expect(first.requests).toHaveLength(1);
  });
});

describe('while the database takes nothing', () => {
  test('a request with the header is refused, and one without is served', async () => {
    await using gateway = await start();
    await gateway.post('/v1/chat', ASK);
    const other = new DatabaseSync(join(gateway.dataDir, 'latentkit.db'), { timeout: 0 });
    // The gateway may be writing its log right now.
    await expect.poll(() => locks(other)).toBe(true);
    try {
      const once = gateway.post('/v1/chat', ASK, ONCE);
      expect((await gateway.post('/v1/chat', ASK)).status).toBe(200);
      const refused = await once;
      expect(refused.status).toBe(503);
      expect(await json(refused)).toMatchObject({ error: 'storage_unavailable' });
      expect(refused.headers.get('retry-after')).toBe('1');
    } finally {
      other.exec('rollback');
      other.close();
    }
    expect(first.requests).toHaveLength(2);
    // A claim that came through too late is on its way back.
    await expect.poll(async () => (await gateway.post('/v1/chat', ASK, ONCE)).status).toBe(200);
    expect(first.requests).toHaveLength(3);
  });
});

function locks(database: DatabaseSync): boolean {
  try {
    database.exec('begin immediate');
    return true;
  } catch {
    return false;
  }
}
