import type { Capability } from '@latentkit/contract/capability';
import { createIdSource } from '../../gateway/src/domain/ids.ts';
import type { AttemptRecord, RequestRecord } from '../../gateway/src/domain/request-record.ts';
import type { Access } from '../../gateway/src/domain/route.ts';
import { NO_USAGE, type Usage } from '../../gateway/src/domain/usage.ts';
import { createRandom, pick } from '../soak/random.ts';

const KEYS = 200;
const ROUTES = 20;
const MODELS = 15;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export const WORKSPACE = 'ws_01kqbenchworkspace0000000000';

interface Target {
  readonly connection: string;
  readonly provider: string;
  readonly access: Access;
  readonly model: string;
  /** Nano-dollars for a token. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  readonly usualMs: number;
}

interface Key {
  readonly id: string;
  readonly name: string;
  readonly route: number;
  readonly member: string | undefined;
  readonly tags: readonly string[];
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

const TARGETS: readonly Target[] = range(MODELS).map((at) => ({
  connection: `connection-${at % 6}`,
  provider: 'openai-compatible',
  // One connection in six is the house's.
  access: at % 6 === 0 ? 'platform' : 'byok',
  model: `model-${at}`,
  inputPrice: 100 + at * 150,
  outputPrice: 400 + at * 700,
  usualMs: 400 + at * 180,
}));

/** Each route has two to four attempts. */
const ROUTE_TARGETS = range(ROUTES).map((route) =>
  range(2 + (route % 3)).flatMap((attempt) => TARGETS[(route * 7 + attempt * 4) % MODELS] ?? []),
);

const KEY_LIST: readonly Key[] = range(KEYS).map((at) => ({
  id: `key_01kqbenchkey${String(at).padStart(13, '0')}`,
  name: `application ${at}`,
  route: at % ROUTES,
  member: at % 3 === 0 ? `person-${at % 25}` : undefined,
  tags: at % 5 < 2 ? [`team-${at % 7}`, ...(at % 10 === 0 ? ['batch'] : [])] : [],
}));

const CAPABILITIES: readonly (readonly [number, Capability])[] = [
  [84, 'chat'],
  [11, 'embeddings'],
  [4, 'vision'],
  [1, 'image_generation'],
];

/** The requests of some days, in the order in which they came: busy by day, quiet by night and on Sundays. */
export function* usageTraffic({
  requests,
  fromMs,
  toMs,
  seed,
}: {
  readonly requests: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
}): Generator<RequestRecord> {
  const random = createRandom(seed);
  const shares = hourShares({ fromMs, toMs });
  let nowMs = fromMs;
  const ids = createIdSource({
    now: () => nowMs,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => random() * 256),
  });
  let before = 0;
  for (const [hour, share] of shares.entries()) {
    const until = Math.round(requests * share);
    const inHour = until - before;
    before = until;
    const lengthMs = Math.min(HOUR_MS, toMs - fromMs - hour * HOUR_MS);
    for (let at = 0; at < inHour; at++) {
      nowMs = fromMs + hour * HOUR_MS + Math.floor(((at + random()) / inHour) * lengthMs);
      yield makeRequest({ random, id: ids.next('req'), attemptId: () => ids.next('att'), nowMs });
    }
  }
}

/** How much of all has come by the end of each hour. */
function hourShares({ fromMs, toMs }: { fromMs: number; toMs: number }): readonly number[] {
  const weights = range(Math.ceil((toMs - fromMs) / HOUR_MS)).map((hour) => {
    const atMs = fromMs + hour * HOUR_MS;
    const ofDay = 1 + 0.8 * Math.sin(((atMs % DAY_MS) / DAY_MS) * 2 * Math.PI - 2);
    const isSunday = new Date(atMs).getUTCDay() === 0;
    return ofDay * (isSunday ? 0.4 : 1) * (Math.min(HOUR_MS, toMs - atMs) / HOUR_MS);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let soFar = 0;
  return weights.map((weight) => {
    soFar += weight;
    return soFar / sum;
  });
}

interface ToMake {
  readonly random: () => number;
  readonly id: string;
  readonly attemptId: () => string;
  readonly nowMs: number;
}

function makeRequest({ random, id, attemptId, nowMs }: ToMake): RequestRecord {
  // A few applications make most of the requests.
  const key = KEY_LIST[Math.floor(random() ** 2.5 * KEYS)] ?? KEY_LIST[0];
  if (key === undefined) throw new RangeError('no keys');
  const capability = pick({ random, from: CAPABILITIES });
  const targets = ROUTE_TARGETS[key.route] ?? [];
  const isRefused = random() < 0.005;
  const attempts = isRefused ? [] : makeAttempts({ random, attemptId, nowMs, targets });
  const last = attempts.at(-1);
  return {
    id,
    workspaceId: WORKSPACE,
    keyId: key.id,
    keyName: key.name,
    routeId: `route_01kqbenchroute${String(key.route).padStart(10, '0')}`,
    routeName: `route ${key.route}`,
    routeVersion: 3,
    endpoint: '/v1/chat',
    capability,
    member: key.member,
    tags: key.tags,
    profile: 'balanced',
    stream: random() < 0.6,
    outcome: last?.outcome ?? 'failed',
    status: last?.outcome === 'answered' ? 200 : 503,
    errorCode: undefined,
    errorReason: undefined,
    errorParam: undefined,
    errorDetail: undefined,
    retryAfterMs: undefined,
    needs: { capabilities: [capability], profile: undefined, estimatedInputTokens: 700, pin: undefined },
    stages: [],
    startedAtMs: nowMs,
    firstContentMs: last?.firstContentMs,
    totalMs: attempts.reduce((sum, { totalMs }) => sum + totalMs, 2),
    usage: last?.usage,
    costNanoUsd: attempts.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0),
    billedTo: last?.access,
    finishReason: 'stop',
    replayOf: undefined,
    skipped: [],
    attempts,
  };
}

function makeAttempts({
  random,
  attemptId,
  nowMs,
  targets,
}: Omit<ToMake, 'id'> & { readonly targets: readonly Target[] }): readonly AttemptRecord[] {
  const attempts: AttemptRecord[] = [];
  for (const [at, target] of targets.entries()) {
    const isLastTarget = at === targets.length - 1;
    const outcome = pick({
      random,
      from: [
        [isLastTarget ? 0.99 : 0.955, 'answered'],
        [isLastTarget ? 0.001 : 0.035, 'failed'],
        [0.002, 'cut'],
        [0.008, 'cancelled'],
      ] as const,
    });
    const number = at + 1;
    attempts.push(makeAttempt({ random, id: attemptId(), number, nowMs, target, outcome }));
    if (outcome !== 'failed') break;
  }
  return attempts;
}

function makeAttempt({
  random,
  id,
  number,
  nowMs,
  target,
  outcome,
}: {
  readonly random: () => number;
  readonly id: string;
  readonly number: number;
  readonly nowMs: number;
  readonly target: Target;
  readonly outcome: 'answered' | 'failed' | 'cut' | 'cancelled';
}): AttemptRecord {
  const { connection, provider, access, model, usualMs } = target;
  const totalMs = Math.round(usualMs * Math.exp((random() + random() + random() - 1.5) * 1.4));
  const usage = outcome === 'failed' ? undefined : makeUsage(random);
  const costNanoUsd =
    usage === undefined
      ? 0
      : (usage.inputTokens + usage.cachedInputTokens) * target.inputPrice + usage.outputTokens * target.outputPrice;
  return {
    id,
    number,
    position: number,
    connection,
    provider,
    access,
    model,
    outcome,
    failureClass: outcome === 'failed' ? 'server_error' : undefined,
    failureDetail: undefined,
    failureNote: undefined,
    status: outcome === 'failed' ? 503 : 200,
    retryAfterMs: undefined,
    startedAtMs: nowMs + 2,
    firstContentMs: outcome === 'failed' ? undefined : Math.round(totalMs * (0.2 + random() * 0.2)),
    totalMs,
    usage,
    costNanoUsd,
    providerCostNanoUsd: costNanoUsd,
    fundedBy: access === 'byok' ? 'byok' : random() < 0.2 ? 'allowance' : 'credits',
    billable: outcome === 'failed' ? 'no' : 'yes',
    heldNanoUsd: 0,
  };
}

function makeUsage(random: () => number): Usage {
  const inputTokens = Math.round(50 + random() ** 3 * 8_000);
  return {
    ...NO_USAGE,
    inputTokens,
    cachedInputTokens: random() < 0.3 ? inputTokens * 2 : 0,
    outputTokens: Math.round(10 + random() ** 2 * 1_200),
    reasoningTokens: random() < 0.15 ? Math.round(random() * 2_000) : 0,
    estimated: random() < 0.01,
  };
}
