import { createServer } from 'node:net';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import type { RecordedRequest } from '../fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { startTestGateway, type TestGateway } from '../scenarios/start-test-gateway.ts';
import { createRedirectingTransport } from '../support/redirecting-transport.ts';
import type { CellEnd } from './expected-end.ts';
import { type Cell, matrixCells } from './matrix-cells.ts';
import { connectionsTo, matrixConfig } from './matrix-config.ts';
import { ownOrigins } from './matrix-connections.ts';
import { GOOD_TEXT, observeEnd } from './observe-end.ts';

export interface CellResult {
  readonly cell: Cell;
  readonly end: CellEnd;
  /** Why the first attempt failed, as the log says it: `class:detail`; undefined where it did not. */
  readonly reason: string | undefined;
  /** How many attempts the log has. */
  readonly attempts: number;
}

/** So many requests at once: enough to let silent ones wait side by side. */
const LANES = 24;
const MODEL = /cell-\d{5}/;

/** Sends the request of each cell through a whole gateway, over real sockets. */
export async function runFaultMatrix(): Promise<readonly CellResult[]> {
  const cells = matrixCells();
  const byModel = new Map(cells.map((cell) => [cell.model, cell]));
  await using upstreams = await startUpstreams();
  upstreams.scripted.script((request) => behaviourFor({ request, byModel }));
  upstreams.good.script({ reply: { text: GOOD_TEXT } });
  await using redirecting = createRedirectingTransport({ origins: ownOrigins(connectionsTo(upstreams.urls)) });
  const { transport } = redirecting;
  await using gateway = await startTestGateway({ yaml: matrixConfig({ cells, urls: upstreams.urls }), transport });
  const ends = await inLanes({ cells, run: (cell) => runCell({ cell, gateway }) });
  return await withRecords({ ends, gateway });
}

function behaviourFor({ request, byModel }: { request: RecordedRequest; byModel: ReadonlyMap<string, Cell> }) {
  const [model] = MODEL.exec(request.path + request.rawBody.toString()) ?? [];
  const cell = byModel.get(model ?? '');
  return cell ? cell.variant({ dialect: cell.dialect, call: cell.call, request }) : { status: 418 };
}

interface CellEnded {
  readonly cell: Cell;
  readonly end: CellEnd;
  readonly requestId: string;
}

async function runCell({ cell, gateway }: { cell: Cell; gateway: TestGateway }): Promise<CellEnded> {
  const isStream = cell.call === 'stream';
  const ask = { messages: [{ role: 'user', content: 'Count.' }], ...(isStream ? { stream: true } : undefined) };
  const response = await gateway.post('/v1/chat', ask, { Authorization: `Bearer ${cell.secret}` });
  const end = await observeEnd({ response, isStream }).catch((cause) => `broke off: ${cause}`);
  return { cell, end, requestId: response.headers.get('x-lk-request-id') ?? '' };
}

async function inLanes({ cells, run }: { cells: readonly Cell[]; run: (cell: Cell) => Promise<CellEnded> }) {
  const ends: CellEnded[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let cell = cells[next++]; cell; cell = cells[next++]) ends.push(await run(cell));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return ends.toSorted((one, other) => one.cell.model.localeCompare(other.cell.model));
}

async function withRecords({ ends, gateway }: { ends: readonly CellEnded[]; gateway: TestGateway }) {
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  const results: CellResult[] = [];
  for (const { cell, end, requestId } of ends) {
    let record = await store.findRequest({ requestId });
    for (let look = 0; record === undefined && look < 50; look++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      record = await store.findRequest({ requestId });
    }
    results.push({ cell, end, reason: reasonOf(record), attempts: record?.attempts.length ?? 0 });
  }
  await store.close();
  return results;
}

function reasonOf(record: RequestRecord | undefined): string | undefined {
  const first = record?.attempts.find(({ number }) => number === 1);
  if (first?.failureClass === undefined) return undefined;
  return first.failureDetail === undefined ? first.failureClass : `${first.failureClass}:${first.failureDetail}`;
}

async function startUpstreams() {
  const [scripted, good, selfSigned, expired] = await Promise.all([
    startFakeUpstream(),
    startFakeUpstream(),
    startFakeUpstream({ tls: 'self_signed' }),
    startFakeUpstream({ tls: 'expired' }),
  ]);
  const all: readonly FakeUpstream[] = [scripted, good, selfSigned, expired];
  return {
    scripted,
    good,
    urls: {
      scripted: scripted.url,
      good: good.url,
      self_signed: selfSigned.url,
      expired: expired.url,
      refusing: `http://127.0.0.1:${await closedPort()}`,
      no_such_name: 'http://no-such-name.test',
      resolver_fails: 'http://resolver-fails.test',
      resolver_hangs: 'http://resolver-hangs.test',
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((upstream) => upstream.close()));
    },
  };
}

/** A port that nobody listens on. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 1));
    });
  });
}
