import { limitHeaders } from '../gateway/src/dataplane/response-writer.ts';
import type { Principal, RateLimit } from '../gateway/src/domain/route.ts';
import { createMemoryLimiter } from '../gateway/src/limiter/memory-limiter.ts';
import { buildPrincipal, buildRoute } from '../gateway/tests/build-principal.ts';

/**
 * `node bench/limiter-cost.ts`: processor time that the limits of one request take, from the first look at them to the
 * headers of the answer and the correction of its tokens. None of the limits is ever reached.
 */

const ROUNDS = 7;
const REQUESTS = 300_000;
const ESTIMATED_TOKENS = 1_000;
const USED_TOKENS = 900;

const MINUTE: RateLimit = {
  requestsPerMinute: 10_000_000,
  requestsPerDay: undefined,
  tokensPerMinute: 10_000_000_000,
  tokensPerDay: undefined,
  concurrency: 100_000,
};
const ALL: RateLimit = { ...MINUTE, requestsPerDay: 10_000_000_000, tokensPerDay: 10_000_000_000_000 };

const CASES: Readonly<Record<string, Partial<Principal>>> = {
  'no limit': {},
  'key: 3 limits': { rateLimit: MINUTE },
  'key: 5 limits': { rateLimit: ALL },
  'address: 5 limits': { ipRateLimit: ALL },
  'key, route, workspace: 9': {
    rateLimit: MINUTE,
    route: buildRoute({ rateLimit: MINUTE }),
    workspaceRateLimit: MINUTE,
  },
  'key, address, route, workspace: 20': {
    rateLimit: ALL,
    ipRateLimit: ALL,
    route: buildRoute({ rateLimit: ALL }),
    workspaceRateLimit: ALL,
  },
};

for (const [name, limits] of Object.entries(CASES)) {
  const nanoseconds = measure(buildPrincipal(limits)).toSorted((one, other) => one - other);
  const [least = 0] = nanoseconds;
  const median = nanoseconds[Math.floor(ROUNDS / 2)] ?? 0;
  console.log(
    `${name.padEnd(36)} least ${least.toFixed(0).padStart(5)} ns, median ${median.toFixed(0).padStart(5)} ns`,
  );
}

/** Nanoseconds of processor time for a request, round by round. */
function measure(principal: Principal): number[] {
  let nowMs = Date.UTC(2026, 5, 1);
  const limiter = createMemoryLimiter({ clock: { now: () => nowMs } });
  const serve = (request: number): void => {
    if (request % 10 === 0) nowMs += 1;
    const claim = { principal, clientIp: '203.0.113.7', estimatedTokens: ESTIMATED_TOKENS, nowMs };
    const admission = limiter.admit(claim);
    limitHeaders(admission.limits);
    if (!admission.admitted) throw new Error('a limit was reached');
    admission.release(USED_TOKENS);
  };
  for (let request = 0; request < REQUESTS; request++) serve(request);
  return Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    for (let request = 0; request < REQUESTS; request++) serve(request);
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1_000) / REQUESTS;
  });
}
