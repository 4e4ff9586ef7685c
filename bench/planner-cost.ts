import type { Capability } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { readId } from '../gateway/src/domain/ids.ts';
import { NO_RATES } from '../gateway/src/domain/price.ts';
import { schedulePrices } from '../gateway/src/domain/price-schedule.ts';
import type { AttemptTarget, PublishedRoute } from '../gateway/src/domain/route.ts';
import { BackgroundClient } from '../gateway/src/pipeline/background-client.ts';
import { createCircuits } from '../gateway/src/pipeline/circuits.ts';
import { createKeyWatch } from '../gateway/src/pipeline/key-watch.ts';
import { createMeasuredLoad } from '../gateway/src/pipeline/measured-load.ts';
import { planAttempts } from '../gateway/src/pipeline/plan-attempts.ts';
import { buildRoute } from '../gateway/tests/build-principal.ts';
import { buildTarget } from '../gateway/tests/support/build-target.ts';

/**
 * `node bench/planner-cost.ts`: processor time that the plan of one request takes, for each way to order attempts, and what
 * measuring an attempt and watching its key add to every request.
 */

const ROUNDS = 7;
const REQUESTS = 300_000;
const NOW_MS = Date.UTC(2026, 5, 1);

const health = createCircuits({ random: () => 0 });
const load = createMeasuredLoad();
const CALLER = { keyId: 'key_01jx0000000000000000000000', user: 'user-4711' };
const IDS = Array.from({ length: 1_000 }, (_, index) => `req_01jx${index.toString(36).padStart(22, '0')}`);

const KEYS = targets({ count: 3 }).map(({ circuitKey }) => circuitKey);
const CLIENTS = Array.from({ length: 100 }, () => new BackgroundClient());
const keyWatch = createKeyWatch({
  snapshots: { current: () => ({ version: '1', principals: new Map() }) },
  clock: { now: () => NOW_MS },
});

const CASES: Readonly<Record<string, PublishedRoute>> = {
  'in_order, 1 attempt': buildRoute({ attempts: targets({ count: 1 }) }),
  'in_order, 3 attempts': buildRoute({ attempts: targets({ count: 3 }) }),
  'in_order, 3 with weights': buildRoute({ attempts: targets({ count: 3, weight: 2 }) }),
  'weighted, 3': buildRoute({ strategy: 'weighted', attempts: targets({ count: 3, weight: 2 }) }),
  'weighted, 3, sticky by user': buildRoute({
    strategy: 'weighted',
    stickyBy: 'user',
    attempts: targets({ count: 3, weight: 2 }),
  }),
  'cheapest, 3': buildRoute({ strategy: 'cheapest', attempts: targets({ count: 3 }) }),
  'fastest, 3': buildRoute({ strategy: 'fastest', attempts: targets({ count: 3 }) }),
  'least_busy, 3': buildRoute({ strategy: 'least_busy', attempts: targets({ count: 3 }) }),
  'fastest, 3, sticky by user': buildRoute({ strategy: 'fastest', stickyBy: 'user', attempts: targets({ count: 3 }) }),
};

for (const { circuitKey, position } of targets({ count: 3 })) {
  load.began(circuitKey, NOW_MS);
  load.ended({ circuitKey, stream: true, tookMs: 300 + position, nowMs: NOW_MS });
}
for (const [name, route] of Object.entries(CASES)) show({ name, act: planOf(route) });
show({ name: 'an attempt is measured', act: measureAttempt });
show({ name: 'a key is watched', act: watchKey });

function show({ name, act }: { readonly name: string; readonly act: (request: number) => void }): void {
  const nanoseconds = measure(act).toSorted((one, other) => one - other);
  const [least = 0] = nanoseconds;
  const median = nanoseconds[Math.floor(ROUNDS / 2)] ?? 0;
  console.log(
    `${name.padEnd(36)} least ${least.toFixed(0).padStart(5)} ns, median ${median.toFixed(0).padStart(5)} ns`,
  );
}

function targets({ count, weight }: { readonly count: number; readonly weight?: number }): AttemptTarget[] {
  return Array.from({ length: count }, (_, index): AttemptTarget => {
    const target = buildTarget({ position: index + 1 });
    const id = readId({ kind: 'conn', text: `conn_01jx00000000000000000000${index}` });
    return {
      ...target,
      connection: { ...target.connection, id, credentialId: `${id}.1` },
      profiles: RESPONSE_PROFILES,
      weight,
      capabilities: new Set<Capability>(['chat', 'tools', 'json']),
      prices: schedulePrices({
        versions: [{ fromMs: 0, price: { ...NO_RATES, inputUsdPerMtok: index + 1, outputUsdPerMtok: 4, tiers: [] } }],
        marginPercent: 0,
      }),
      circuitKey: `${id}.1/model-${index}`,
    };
  });
}

function planOf(route: PublishedRoute): (request: number) => void {
  const needs = { capabilities: ['chat'] as const, profile: undefined, estimatedInputTokens: 1_000, pin: undefined };
  return (request) => {
    const seed = IDS[request % IDS.length] ?? '';
    const known = { health, load, nowMs: NOW_MS };
    const plan = planAttempts({ route, needs, ...known, caller: CALLER, stream: true, seed });
    if (plan.attempts.length === 0) throw new Error('nothing was planned');
  };
}

function measureAttempt(request: number): void {
  const circuitKey = KEYS[request % KEYS.length] ?? '';
  load.began(circuitKey, NOW_MS);
  load.ended({ circuitKey, stream: true, tookMs: request % 400, nowMs: NOW_MS });
}

function watchKey(request: number): void {
  const client = CLIENTS[request % CLIENTS.length];
  if (client === undefined) return;
  keyWatch.begin(client, 'digest')();
}

/** Nanoseconds of processor time for one, round by round. */
function measure(act: (request: number) => void): number[] {
  for (let request = 0; request < REQUESTS; request++) act(request);
  return Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    for (let request = 0; request < REQUESTS; request++) act(request);
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1_000) / REQUESTS;
  });
}
