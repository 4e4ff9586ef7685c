import { setTimeout as wait } from 'node:timers/promises';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForRecords } from '../scenarios/request-log.ts';
import { routeYaml, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { isWait, KEPT_WAITING_PROBE, keptWaitingMs, sharedNowMs, type Wait, watchWaits } from './kept-waiting.ts';
import { createGatewayHome, type SpawnedGateway } from './spawn-gateway.ts';

export type CallEnd =
  | 'answered'
  /** 503 `shutting_down`. */
  | 'refused'
  | 'error event'
  /** A stream that just stopped: what must never be. */
  | 'truncated'
  /** Nobody listened any more. */
  | 'no connection'
  /** The connection ended before a byte of an answer came. */
  | 'dropped';

export interface Restarts {
  readonly ends: ReadonlyMap<CallEnd, number>;
  /** Answers that the log of the installation does not know. */
  readonly unlogged: readonly string[];
  readonly exits: readonly ProcessExit[];
}

export interface ProcessExit {
  readonly code: number | null;
  readonly tookMs: number;
  /**
   * From the signal to the first 503 of the readiness probe, without what a busy machine added; undefined: the process
   * was gone before.
   */
  readonly unreadyAfterMs: number | undefined;
}

const ASK = JSON.stringify({ messages: [{ role: 'user', content: 'Count.' }], stream: true });
const WORDS = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
const LANES = 12;
const SHORTEST_LIFE_MS = 400;

interface Ended {
  readonly end: CallEnd;
  readonly requestId: string | undefined;
}

/** One gateway after the other on the same data, each told to stop while a dozen streams are running. */
export async function restartUnderLoad({ restarts }: { restarts: number }): Promise<Restarts> {
  const upstream = await startFakeUpstream();
  upstream.script(() => {
    upstream.requests.length = 0;
    return { reply: { text: WORDS }, eventDelayMs: 5 };
  });
  // Only a stop ends a stream: the provider is never late.
  const yaml = routeYaml({ upstreams: { only: upstream.url } })
    .replaceAll('timeout_ms: 300', 'timeout_ms: 60000')
    .replaceAll(' timeout_ms: 2000', ' timeout_ms: 60000');
  using home = createGatewayHome({ yaml });
  const ended: Ended[] = [];
  const exits: ProcessExit[] = [];
  const waits: Wait[] = [];
  const watch = watchWaits((one) => waits.push(one));
  const onMessage = (message: unknown): void => {
    if (isWait(message)) waits.push(message);
  };
  for (let restart = 0; restart < restarts; restart++) {
    await using gateway = await home.start({ probe: KEPT_WAITING_PROBE, onMessage });
    const asking = Array.from({ length: LANES }, () => keepAsking({ gateway, ended }));
    // Every place of a stream is hit by some signal.
    await wait(SHORTEST_LIFE_MS + ((restart * 137) % 500));
    exits.push(await stop({ gateway, waits }));
    await Promise.all(asking);
  }
  watch.stop();
  await upstream.close();
  const ids = ended.map(({ requestId }) => requestId).filter((id) => id !== undefined);
  const logged = new Set((await waitForRecords({ dataDir: home.dataDir, count: ids.length })).map(({ id }) => id));
  const ends = new Map<CallEnd, number>();
  for (const { end } of ended) ends.set(end, (ends.get(end) ?? 0) + 1);
  return { ends, exits, unlogged: ids.filter((id) => !logged.has(id)) };
}

interface Stopping {
  readonly gateway: SpawnedGateway;
  readonly waits: readonly Wait[];
}

async function stop({ gateway, waits }: Stopping): Promise<ProcessExit> {
  const fromMs = sharedNowMs();
  gateway.signal('SIGTERM');
  const unready = firstUnreadyMs(gateway.url);
  const code = await gateway.exited;
  const tookMs = sharedNowMs() - fromMs;
  const toMs = await unready;
  const unreadyAfterMs =
    toMs === undefined ? undefined : toMs - fromMs - keptWaitingMs({ waits, window: { fromMs, toMs } });
  return { code, tookMs, unreadyAfterMs };
}

async function firstUnreadyMs(url: string): Promise<number | undefined> {
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    await response?.text();
    if (response?.status === 503) return sharedNowMs();
    if (response === undefined) return undefined;
    await wait(5);
  }
}

/** Streams, one after the other, until the gateway is gone. */
async function keepAsking({ gateway, ended }: { gateway: SpawnedGateway; ended: Ended[] }): Promise<void> {
  for (;;) {
    const one = await askOnce(gateway.url);
    ended.push(one);
    if (one.end !== 'answered' && one.end !== 'error event') return;
  }
}

async function askOnce(url: string): Promise<Ended> {
  let response: Response;
  try {
    const headers = { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' };
    response = await fetch(`${url}/v1/chat`, { method: 'POST', headers, body: ASK });
  } catch (error) {
    return { end: isRefused(error) ? 'no connection' : 'dropped', requestId: undefined };
  }
  const requestId = response.headers.get('x-lk-request-id') ?? undefined;
  const text = await response.text().catch(() => '');
  if (response.status === 503) return { end: 'refused', requestId };
  if (text.endsWith('data: [DONE]\n\n')) return { end: 'answered', requestId };
  return { end: /event: error\ndata: .*\n\n$/.test(text) ? 'error event' : 'truncated', requestId };
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
