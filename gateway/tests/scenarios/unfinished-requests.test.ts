import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SERVER_TIMINGS } from '../../src/dataplane/server-options.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { routeYaml, startTestGateway, TEST_KEY, type TestGateway } from './start-test-gateway.ts';

const REQUEST_MS = 480;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    yaml: routeYaml({ upstreams: { only: 'http://127.0.0.1:9' } }),
    timings: { ...SERVER_TIMINGS, requestMs: REQUEST_MS },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Seen {
  /** Everything that came on the connection until the gateway ended it. */
  readonly text: string;
  readonly tookMs: number;
}

function sendRaw(bytes: string): Promise<Seen> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let text = '';
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text, tookMs: performance.now() - startedAt }));
  });
}

/** What the log has gained since so many records were in it. */
async function newRecords(known: number) {
  // A second record would come as soon as the first.
  await wait(500);
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  const records = await store.listRequests({ limit: 100 });
  await store.close();
  return records.slice(0, records.length - known);
}

function headOf({ headers, key = TEST_KEY }: { headers: string; key?: string }): string {
  const fixed = `POST /v1/chat HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n`;
  return `${fixed}${headers}\r\n\r\n`;
}

const HALF_A_BODY = '{"messages":[{"role":"user","content":"Hello';

test.each([
  {
    what: 'a body that never ends',
    bytes: headOf({ headers: 'Content-Length: 500' }) + HALF_A_BODY,
    status: 408,
    record: { status: 408, errorReason: 'incomplete_request', endpoint: '/v1/chat', keyName: 'backend' },
  },
  {
    what: 'a head that never ends',
    bytes: 'POST /v1/chat HTTP/1.1\r\nHost: gateway\r\n',
    status: 408,
    record: { status: 408, errorReason: 'incomplete_request', endpoint: 'no HTTP request' },
  },
  {
    what: 'a body that stops being HTTP',
    bytes: `${headOf({ headers: 'Transfer-Encoding: chunked' })}5\r\n{"mes\r\nnot a length\r\n`,
    status: 400,
    record: { status: 400, errorReason: 'malformed_http', endpoint: '/v1/chat', keyName: 'backend' },
  },
  {
    what: 'a body behind a key that nobody knows',
    bytes: headOf({ headers: 'Content-Length: 500', key: 'lk_live_nobody_0123456789abcdefghij' }) + HALF_A_BODY,
    status: 401,
    record: { status: 401, errorCode: 'invalid_api_key', endpoint: '/v1/chat' },
  },
])(
  '$what is answered once, with the id of its one record, and its connection ends',
  async ({ bytes, status, record }) => {
    const known = (await newRecords(0)).length;
    const { text, tookMs } = await sendRaw(bytes);
    expect(text.split('HTTP/1.1 ')).toHaveLength(2);
    expect(text).toContain(`HTTP/1.1 ${status} `);
    const [, requestId] = /X-LK-Request-ID: (\S+)/i.exec(text) ?? [];
    expect(await newRecords(known)).toMatchObject([{ id: requestId, outcome: 'failed', ...record }]);
    expect(tookMs).toBeLessThan(REQUEST_MS * 3);
  },
);
