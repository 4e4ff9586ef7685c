import { randomBytes } from 'node:crypto';
import type { GatewayError } from '../../src/domain/gateway-error.ts';
import { createIdSource, readId } from '../../src/domain/ids.ts';
import { type PriceSchedule, schedulePrices } from '../../src/domain/price-schedule.ts';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import type { ApplyingBudget, AttemptTarget, Plan, Principal } from '../../src/domain/route.ts';
import type { UpstreamCall, UpstreamHandlers, UpstreamTransport } from '../../src/domain/upstream.ts';
import { createMemoryLedger } from '../../src/ledger/memory-ledger.ts';
import { answer } from '../../src/pipeline/answer.ts';
import { createCircuits } from '../../src/pipeline/circuits.ts';
import { createDrainSlots } from '../../src/pipeline/drain-slots.ts';
import type { ClientPresence, OnceRequest } from '../../src/pipeline/exchange.ts';
import { createMeasuredLoad } from '../../src/pipeline/measured-load.ts';
import type { PipelineDeps } from '../../src/pipeline/pipeline-deps.ts';
import { endedKeyError } from '../../src/pipeline/refused-key-error.ts';
import { createRetryBudget } from '../../src/pipeline/retry-budget.ts';
import { createStopSignal } from '../../src/pipeline/stop-signal.ts';
import { openaiCompatible } from '../../src/providers/openai-compatible.ts';
import { readChatBody } from '../../src/wire/latentkit/read-request.ts';
import { buildPrincipal, buildRoute } from '../build-principal.ts';
import { buildTarget } from '../support/build-target.ts';

/** What a provider does with one attempt. */
export type UpstreamPlay =
  | 'answers'
  | 'fails'
  | 'resets'
  | 'breaks off'
  | 'is silent'
  | 'sends nonsense'
  | 'throws at once'
  | 'has no usage';

export interface RigRequest {
  /** One for each attempt of the route. */
  readonly plays: readonly UpstreamPlay[];
  readonly stream: boolean;
  readonly throwsAt: number | undefined;
  readonly breaks: 'nothing' | 'ledger' | 'journal' | 'sink';
  readonly clientLeaves: boolean;
  /** Whether its key is revoked meanwhile. */
  readonly isDismissed?: boolean;
  readonly onCut: 'error' | 'resume';
  readonly paidBy: 'budget' | 'credits' | 'allowance';
  /** Whether it comes with an Idempotency-Key. */
  readonly isOnce?: boolean;
}

const workspaceId = readId({ kind: 'ws', text: 'ws_1' });

export interface RigOptions {
  readonly now?: () => number;
  readonly budgets?: readonly ApplyingBudget[];
  readonly prices?: PriceSchedule;
  /** How long an attempt may be silent, ms; a request may take three times that. */
  readonly silenceMs?: number;
}

/** The pipeline with its real ledger, and providers, client and faults that are played. */
export function createPipelineRig({
  now = Date.now,
  budgets = [KEY_BUDGET],
  prices = PRICES,
  silenceMs = 20,
}: RigOptions = {}) {
  const ids = createIdSource({ now, randomBytes });
  const records: RequestRecord[] = [];
  const ledger = createMemoryLedger({ store: { spentSince: async () => 0, ledger: GENEROUS_LEDGER } });
  const principal = principalOf({ paidBy: 'budget', budgets });
  const load = createMeasuredLoad();
  let admissions = 0;
  let watched = 0;
  let claims = 0;

  const run = async (asked: RigRequest) => {
    const places: string[] = [];
    const own = principalOf({ paidBy: asked.paidBy, budgets });
    const targets = asked.plays.map((_, index) =>
      targetOf({ position: index + 1, access: asked.paidBy === 'budget' ? 'byok' : 'platform', prices, silenceMs }),
    );
    const route = buildRoute({ attempts: targets, onCut: asked.onCut, deadlineMs: 3 * silenceMs });
    const deps: PipelineDeps = {
      clock: { now },
      ids,
      instance: 'here',
      random: () => 0,
      snapshots: { current: () => ({ version: '1', principals: new Map([['d', { ...own, route }]]) }) },
      keyHasher: { digest: () => 'd' },
      keyWatch: {
        begin: () => {
          watched++;
          return () => void watched--;
        },
      },
      limiter: {
        admit() {
          admissions++;
          return { admitted: true, limits: undefined, release: () => void admissions-- };
        },
      },
      ledger: {
        open(claim) {
          if (asked.breaks === 'ledger') return Promise.reject(new Error('played: the ledger is away'));
          return ledger.open(claim);
        },
      },
      health: createCircuits({ random: () => 0 }),
      load,
      retryBudget: { ...createRetryBudget(), tryRetry: () => false },
      providers: new Map([[openaiCompatible.id, openaiCompatible]]),
      transport: transportOf(asked.plays),
      drains: createDrainSlots(),
      stop: createStopSignal(),
      journal: {
        open: () => (asked.breaks === 'journal' ? Promise.reject(new Error('played: no disk')) : Promise.resolve()),
        append: async (record) => {
          records.push(record);
        },
      },
      answerClaims: {
        async claim() {
          claims++;
          const end = async () => void claims--;
          return { state: 'claimed', claim: { keep: end, giveUp: end } };
        },
      },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      sandbox: {
        target: targetOf({ position: 1, access: 'byok', prices, silenceMs }),
        gatewayError: () => undefined,
        resumes: () => false,
      },
      checkpoint(place) {
        places.push(place);
        if (places.length - 1 === asked.throwsAt) throw new Error(`played: interrupted at ${place}`);
      },
    };
    const client = clientOf({ leaves: asked.clientLeaves, isDismissed: asked.isDismissed ?? false });
    const body = { messages: [{ role: 'user', content: 'hello' }], stream: asked.stream, max_tokens: 50 };
    await answer(
      {
        requestId: ids.next('req'),
        endpoint: '/v1/chat',
        startedAtMs: now(),
        authorization: 'Bearer lk_live_0123456789abcdefghijklmn',
        strayCredentialHeader: undefined,
        clientIp: '127.0.0.1',
        connection: {},
        once: asked.isOnce ? onceOf({ stream: asked.stream }) : undefined,
        readTask: async () => readChatBody(JSON.stringify(body)),
        billedTo: () => {},
        admitted: () => {},
        client,
        sink: {
          write() {
            if (asked.breaks === 'sink') throw new Error('played: the socket is away');
            return true;
          },
          onceDrained: () => {},
        },
      },
      deps,
    );
    return { places };
  };

  return {
    run,
    records,
    openHolds: () => ledger.openHolds,
    budgets: (atMs: number) => ledger.budgetsOf({ principal, nowMs: atMs }),
    openAdmissions: () => admissions,
    watchedClients: () => watched,
    underWay: () => load.underWay('1') + load.underWay('2') + load.underWay('3'),
    /** Below zero where one was ended twice. */
    openClaims: () => claims,
    async held() {
      const [budget] = await ledger.budgetsOf({ principal, nowMs: now() });
      const credits = await ledger.creditsOf({ workspaceId, nowMs: now() });
      const spent = records
        .flatMap(({ attempts }) => attempts)
        .filter(({ fundedBy }) => fundedBy === 'credits')
        .reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
      const heldCredits = credits ? credits.grantedNanoUsd - credits.leftNanoUsd - spent : Number.NaN;
      return [budget?.heldNanoUsd, heldCredits];
    },
    async spentOfBudget() {
      const [budget] = await ledger.budgetsOf({ principal, nowMs: now() });
      return budget?.spentNanoUsd;
    },
  };
}

const KEY_BUDGET: ApplyingBudget = {
  scope: 'key',
  scopeId: 'key_1',
  scopeName: 'backend',
  budget: { nanoUsd: 1_000_000_000_000, window: 'total' },
  workspaceId,
};

const FREE_PLAN: Plan = {
  name: 'free',
  managed: { chat: 1_000, embeddings: undefined, image: undefined },
  window: 'total',
  timeZone: undefined,
  excludes: [],
  capabilities: undefined,
  rateLimit: undefined,
  upgradeTo: undefined,
};

/** The same key, whoever pays for the attempts. */
function principalOf({
  paidBy,
  budgets,
}: {
  readonly paidBy: RigRequest['paidBy'];
  readonly budgets: readonly ApplyingBudget[];
}): Principal {
  return buildPrincipal({ budgets, plan: paidBy === 'allowance' ? FREE_PLAN : undefined });
}

const GRANTED_NANO_USD = 1_000_000_000_000;
const GENEROUS_LEDGER = {
  post: async () => {},
  balances: async () => ({
    credits: GRANTED_NANO_USD,
    held: 0,
    spent: 0,
    covered: 0,
    byok: 0,
    house: -GRANTED_NANO_USD,
  }),
  hasCredits: async () => true,
  allowanceUsed: async () => 0,
  find: async () => undefined,
  list: async () => [],
  version: async () => '0',
  verify: async () => [],
  expireCredits: async () => 0,
};

const RATES = {
  inputUsdPerMtok: 1,
  outputUsdPerMtok: 4,
  cachedInputUsdPerMtok: undefined,
  cacheWrite5mUsdPerMtok: undefined,
  cacheWrite1hUsdPerMtok: undefined,
  audioInputUsdPerMtok: undefined,
  reasoningUsdPerMtok: undefined,
  audioOutputUsdPerMtok: undefined,
  usdPerImage: undefined,
  usdPerRequest: undefined,
  tiers: [],
};

const PRICES = schedulePrices({ versions: [{ fromMs: 0, price: RATES }], marginPercent: 0 });

interface TargetChanges {
  readonly position: number;
  readonly access: 'byok' | 'platform';
  readonly prices: PriceSchedule;
  readonly silenceMs: number;
}

function targetOf({ position, access, prices, silenceMs }: TargetChanges): AttemptTarget {
  const target = buildTarget({ position });
  return {
    ...target,
    prices,
    idleTimeoutMs: silenceMs,
    firstContentTimeoutMs: silenceMs,
    capabilities: new Set(['chat']),
    circuitKey: `${position}`,
    connection: { ...target.connection, provider: openaiCompatible.id, access, baseUrl: 'http://upstream.invalid/v1' },
  };
}

const LEAVES_AFTER_MS = 5;

function clientOf({ leaves, isDismissed }: { leaves: boolean; isDismissed: boolean }): ClientPresence {
  let dismissal: GatewayError | undefined;
  let gone = false;
  let isAwaited = true;
  const callbacks = new Set<() => void>();
  const leave = () => {
    gone = true;
    for (const callback of callbacks) callback();
  };
  const client: ClientPresence = {
    get gone() {
      return gone;
    },
    get dismissal() {
      return dismissal;
    },
    whenGone(callback: () => void) {
      if (gone) callback();
      else callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    dismiss(error) {
      if (gone) return;
      dismissal = error;
      leave();
    },
    workOn() {
      isAwaited = false;
      gone = dismissal !== undefined;
    },
  };
  if (leaves) setTimeout(() => isAwaited && leave(), LEAVES_AFTER_MS);
  if (isDismissed) setTimeout(() => client.dismiss(endedKeyError({ reason: 'revoked' })), LEAVES_AFTER_MS);
  return client;
}

function transportOf(plays: readonly UpstreamPlay[]): UpstreamTransport {
  let calls = 0;
  return {
    call(request, handlers) {
      const play = plays[calls++] ?? 'fails';
      if (play === 'throws at once') throw new Error('played: no socket');
      let ended = false;
      const call: UpstreamCall = {
        pause: () => {},
        resume: () => {},
        abort: () => {
          ended = true;
        },
      };
      setImmediate(() => {
        if (!ended) perform({ play, handlers, streams: request.framing === 'sse', ended: () => ended });
      });
      return call;
    },
  };
}

interface Performance {
  readonly play: UpstreamPlay;
  readonly handlers: UpstreamHandlers;
  readonly streams: boolean;
  readonly ended: () => boolean;
}

const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

function perform(performance: Performance): void {
  const { play, handlers, streams } = performance;
  if (play === 'is silent') return;
  if (play === 'resets') {
    breakOff(handlers);
    return;
  }
  const status = play === 'fails' ? 500 : 200;
  handlers.onHeaders({ status, headers: {} });
  if (play === 'fails') whole(performance, '{"error":{"message":"played"}}');
  else if (play === 'sends nonsense') whole(performance, '<html>');
  else if (streams) stream(performance);
  else if (play === 'breaks off') breakOff(handlers);
  else
    whole(
      performance,
      JSON.stringify({ choices: [{ index: 0, message: MESSAGE, finish_reason: 'stop' }], ...usageOf(play) }),
    );
}

function whole({ handlers, ended }: Performance, text: string): void {
  handlers.onBody(text);
  if (!ended()) handlers.onEnd();
}

const MESSAGE = { role: 'assistant', content: 'hi' };

function stream({ play, handlers, ended }: Performance): void {
  handlers.onFrames([frame({ choices: [{ index: 0, delta: { content: 'hi' } }], ...usageOf(play) })]);
  if (ended()) return;
  if (play === 'breaks off') {
    breakOff(handlers);
    return;
  }
  handlers.onFrames([frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], ...usageOf(play) })]);
  if (!ended()) handlers.onFrames([{ event: undefined, data: '[DONE]' }]);
  if (!ended()) handlers.onEnd();
}

function breakOff(handlers: UpstreamHandlers): void {
  handlers.onFault({ kind: 'reset', message: 'played' });
}

function usageOf(play: UpstreamPlay) {
  return play === 'has no usage' ? undefined : { usage: USAGE };
}

function frame(value: object) {
  return { event: undefined, data: JSON.stringify(value) };
}

function onceOf({ stream }: { stream: boolean }): OnceRequest {
  return {
    idempotencyKey: 'once',
    bodyDigest: () => 'digest',
    copyOf(outcome) {
      if (outcome.state !== 'answered' && outcome.state !== 'cut') return undefined;
      const format = stream ? 'event_stream' : 'json';
      return { format, outcome: outcome.state, errorCode: undefined, errorReason: undefined, text: 'copy' };
    },
  };
}
