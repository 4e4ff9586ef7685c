import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Behaviour, RecordedRequest } from '../fake-upstream/behaviour.ts';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import {
  isWait,
  KEPT_WAITING_PROBE,
  keptWaitingMs,
  sharedNowMs,
  type Wait,
  watchWaits,
} from '../support/kept-waiting.ts';
import { createGatewayHome } from '../support/spawn-gateway.ts';
import { readSse } from './start-test-gateway.ts';

const RUNS = 300;
/** So many requests at once: enough to let them wait side by side. */
const LANES = 12;
const DEADLINE_MS = 700;
const PROMISED_MS = DEADLINE_MS + 100;
/** From the moment in which a caller sends a request to the one in which the gateway has it. */
const ARRIVES_WITHIN_MS = 200;
const MODEL = /run-\d{4}/;

const WORDS = { text: 'one two three four five six seven eight' };
const FAULTS = {
  none: {},
  'status 503': { status: 503 },
  'status 500 after 250 ms': { delayMs: 250, status: 500 },
  'a rate limit': { status: 429 },
  'a rate limit that is worth waiting for': { rateLimit: { retryAfterMs: '300' } },
  'a rate limit beyond the deadline': { rateLimit: { retryAfterMs: '650' } },
  reset: { resetBeforeHeaders: true },
  'no answer': { stallBeforeHeaders: true },
  'headers, then silence': { stallAfterHeaders: true },
  'two events, then silence': { stallAfterEvents: 2, reply: WORDS },
  'words for ever': { repeatEveryMs: 40, reply: WORDS },
  'slow words': { eventDelayMs: 90, reply: WORDS },
  'no end marker': { omitTerminal: true },
  'headers of a byte each 15 ms': { raw: 'HTTP/1.1 200 OK\r\n'.padEnd(500, 'x'), rawEveryMs: 15 },
  'more than an event may be': { floodBytes: 2_000_000 },
} satisfies Record<string, Behaviour>;
type FaultName = keyof typeof FAULTS;
const NAMES = Object.keys(FAULTS).filter((name): name is FaultName => name in FAULTS);

interface Run {
  readonly model: string;
  /** What the first upstream does, and the second one, twice: the last attempt may be repeated. */
  readonly faults: readonly [FaultName, FaultName, FaultName];
  readonly stream: boolean;
  readonly onCut: 'resume' | 'error';
}

const WARM_UP: Run = { model: 'run-warm', faults: ['none', 'none', 'none'], stream: true, onCut: 'error' };

function drawRuns(): Run[] {
  const fault = fc.constantFrom(...NAMES);
  const onCut = fc.constantFrom<Run['onCut']>('resume', 'error');
  const drawn = fc.sample(fc.record({ faults: fc.tuple(fault, fault, fault), stream: fc.boolean(), onCut }), RUNS);
  return drawn.map((run, index) => ({ ...run, model: `run-${String(index).padStart(4, '0')}` }));
}

function secretOf({ model }: Run): string {
  return `lk_live_${model}_0123456789abcdef`;
}

/** A route and a model for each run, so that no circuit opens for another one. */
function yamlOf({ runs, urls }: { runs: readonly Run[]; urls: Record<string, string> }): string {
  const names = Object.keys(urls);
  const timeouts = { first_content_timeout_ms: 300, idle_timeout_ms: 300, timeout_ms: 2_000 };
  return JSON.stringify({
    version: 1,
    workspace: 'acme',
    connections: names.map((name) => ({
      name,
      provider: 'openai-compatible',
      api_key: `upstream-secret-${name}`,
      base_url: `${urls[name]}/v1`,
    })),
    routes: runs.map(({ model, onCut }) => ({
      name: model,
      deadline_ms: DEADLINE_MS,
      on_cut: onCut,
      attempts: names.map((connection) => ({ connection, model, ...timeouts })),
    })),
    keys: runs.map((run) => ({ name: run.model, route: run.model, secret: secretOf(run) })),
  });
}

/** The faults of a run, one for each of its requests to this upstream. */
function scriptOf({ runs, upstream }: { runs: readonly Run[]; upstream: 'first' | 'second' }) {
  const byModel = new Map(
    runs.map(({ model, faults: [first, ...others] }) => [model, upstream === 'first' ? [first] : [...others]]),
  );
  return (request: RecordedRequest): Behaviour => {
    const [model = ''] = MODEL.exec(request.rawBody.toString()) ?? [];
    return FAULTS[byModel.get(model)?.shift() ?? 'none'];
  };
}

async function ask({ url, run }: { url: string; run: Run }): Promise<string> {
  const response = await fetch(`${url}/v1/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secretOf(run)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Count.' }], stream: run.stream }),
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const length = response.headers.get('content-length');
    const text = await response.text();
    return Number(length) === text.length ? 'one answer' : 'half an answer';
  }
  const last = (await readSse(response)).at(-1);
  return last?.event === 'error' || last?.data === '[DONE]' ? 'the end of a stream' : 'half a stream';
}

interface Ended {
  readonly run: Run;
  readonly end: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** All runs, several at a time, against a gateway in a process of its own. */
async function runAll(runs: readonly Run[]): Promise<{ ended: readonly Ended[]; waits: readonly Wait[] }> {
  const first = await startFakeUpstream();
  const second = await startFakeUpstream();
  first.script(scriptOf({ runs, upstream: 'first' }));
  second.script(scriptOf({ runs, upstream: 'second' }));
  using home = createGatewayHome({
    yaml: yamlOf({ runs: [...runs, WARM_UP], urls: { first: first.url, second: second.url } }),
  });
  const waits: Wait[] = [];
  const onMessage = (message: unknown): void => {
    if (isWait(message)) waits.push(message);
  };
  await using gateway = await home.start({ probe: KEPT_WAITING_PROBE, onMessage });
  // The first requests of a process pay for its compilation.
  await Promise.all(Array.from({ length: LANES }, () => ask({ url: gateway.url, run: WARM_UP })));
  const watch = watchWaits((wait) => waits.push(wait));
  const ended: Ended[] = [];
  const queue = [...runs];
  const lane = async (): Promise<void> => {
    for (let run = queue.shift(); run; run = queue.shift()) {
      const fromMs = sharedNowMs();
      const end = await ask({ url: gateway.url, run });
      ended.push({ run, end, fromMs, toMs: sharedNowMs() });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  // What the other process has to say about the last moments is still on its way.
  await sleep(100);
  watch.stop();
  await Promise.all([first.close(), second.close()]);
  return { ended, waits };
}

/**
 * How long a request took, without what a busy machine added: before the gateway had seen it, and behind its deadline.
 * In between nothing that waits can move the deadline.
 */
function ownTimeMs({ ended: { fromMs, toMs }, waits }: { ended: Ended; waits: readonly Wait[] }): number {
  const before = { fromMs, toMs: Math.min(fromMs + ARRIVES_WITHIN_MS, toMs) };
  const behind = { fromMs: fromMs + DEADLINE_MS, toMs };
  return toMs - fromMs - keptWaitingMs({ waits, window: before }) - keptWaitingMs({ waits, window: behind });
}

test('no combination of faults takes longer than the deadline and 100 ms, or ends without an end', async () => {
  const { ended, waits } = await runAll(drawRuns());
  expect(ended).toHaveLength(RUNS);
  expect(ended.filter(({ end }) => end.startsWith('half'))).toEqual([]);
  const timed = ended.map((one) => ({ ...one, ownTimeMs: ownTimeMs({ ended: one, waits }) }));
  expect(timed.filter((one) => one.ownTimeMs > PROMISED_MS)).toEqual([]);
}, 90_000);
