import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import type { CauseCase } from './cause-case.ts';
import { type CaseGateway, secretOf, startCaseGateway } from './start-case-gateway.ts';

const CASE: CauseCase = { name: 'plain', code: null, fix: [], would: 'yes' };
const CANARY = 'canary words of a prompt';

let gateway: CaseGateway;
beforeAll(async () => {
  gateway = await startCaseGateway({ cases: [CASE] });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** The record as the database has it. */
async function recordOf(requestId: string): Promise<RequestRecord> {
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  try {
    await expect.poll(() => store.findRequest({ requestId }), { timeout: 5_000 }).toBeDefined();
    const record = await store.findRequest({ requestId });
    if (record === undefined) throw new Error('no record');
    return record;
  } finally {
    await store.close();
  }
}

/** A tool loop that carries state of a connection: what pins a request to an account. */
function toolLoop(connection: string) {
  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
  const state = { format: 'x', connection, data: CANARY };
  return {
    messages: [
      { role: 'user', content: CANARY },
      { role: 'assistant', tool_calls: [call], reasoning_details: [state] },
      { role: 'tool', content: CANARY, tool_call_id: 'c1' },
    ],
    response_profile: 'fast',
  };
}

test('what the task needed is kept, and nothing of what it said', async () => {
  const sender = gateway.senderOf(CASE);
  const record = await recordOf(await sender.ask({ body: toolLoop('plain') }));
  expect(record.needs).toMatchObject({
    capabilities: ['chat', 'tools'],
    profile: 'fast',
    estimatedInputTokens: expect.any(Number),
    pin: { kind: 'connection', connection: 'plain', because: 'reasoning_details' },
  });
  expect(JSON.stringify(record)).not.toContain(CANARY);
});

test('a name from the body is kept only where it is the name of a connection', async () => {
  const record = await recordOf(await gateway.senderOf(CASE).ask({ body: toolLoop(CANARY) }));
  expect(record.needs?.capabilities).toEqual(['chat', 'tools']);
  expect(record.needs?.pin).toBeUndefined();
  expect(JSON.stringify(record)).not.toContain(CANARY);
});

test('a key that is refused is named in the record, its secret is not', async () => {
  const record = await recordOf(await gateway.senderOf(CASE).ask({ path: '/v1/embeddings', body: {} }));
  expect(record).toMatchObject({ keyName: 'plain', errorCode: 'validation_error' });
  expect(record.stages).toEqual([expect.objectContaining({ name: 'read-task', ended: true })]);
  expect(JSON.stringify(record)).not.toContain(secretOf('plain').slice(0, 20));
});

test('time that the client took to send its body is told apart from that of the provider', async () => {
  const requestId = await sendSlowly({ pauseMs: 150 });
  const record = await recordOf(requestId);
  const [reading, ...others] = record.stages;
  expect(reading).toMatchObject({ name: 'read-task', ended: false });
  expect(reading?.tookMs).toBeGreaterThanOrEqual(100);
  expect(others).toEqual([]);
  const { what_happened: steps } = await gateway.diagnosisOf(requestId);
  expect(steps.map(({ stage }) => stage)).toEqual([
    'receive',
    'authenticate',
    'read-task',
    'resolve-route',
    'plan-request',
    'attempt',
    'answer',
  ]);
  expect(steps[2]?.took_ms).toBeGreaterThanOrEqual(100);
  expect(steps[5]?.at_ms).toBeGreaterThanOrEqual(100);
});

function sendSlowly({ pauseMs }: { pauseMs: number }): Promise<string> {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] });
  return new Promise((resolve, reject) => {
    const sending = request(`${gateway.url}/v1/chat`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${secretOf('plain')}`,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
      },
    });
    sending.on('error', reject);
    sending.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(String(response.headers['x-lk-request-id'])));
    });
    sending.write(body.slice(0, 10));
    setTimeout(() => sending.end(body.slice(10)), pauseMs);
  });
}
