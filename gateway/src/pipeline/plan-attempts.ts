import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { RouteStrategy } from '@latentkit/contract/route-strategy';
import type { AttemptOrder, MeasuredStrategy } from '../domain/attempt-order.ts';
import type { HealthView, LoadView } from '../domain/ports.ts';
import type { AttemptTarget, PublishedRoute } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { drawOrder, isDrawn } from './draw-order.ts';
import { wideHash } from './hash-text.ts';
import { type RankInput, rankAttempts } from './rank-attempts.ts';
import { type Caller, sessionOf } from './session-of.ts';

/** A target that the request may not use, and why. The reason is stable machine text: `lacks_capability:tools` … */
export interface SkippedTarget {
  readonly target: AttemptTarget;
  readonly reason: string;
  /** Since when it rests, ms since the epoch; undefined where it does not rest. */
  readonly sinceMs?: number;
  /** When it may be usable again, ms since the epoch; undefined where time alone changes nothing. */
  readonly untilMs: number | undefined;
}

export interface AttemptPlan {
  readonly profile: ResponseProfile;
  /** In the order in which they are tried. */
  readonly attempts: readonly AttemptTarget[];
  readonly skipped: readonly SkippedTarget[];
  /** Why they stand in this order. Undefined: as the route has them. */
  readonly order: AttemptOrder | undefined;
  /** The session that will begin where this request is answered. Undefined: nothing has to be remembered. */
  readonly session: number | undefined;
}

export interface PlanInput {
  readonly route: PublishedRoute;
  readonly needs: Needs;
  readonly health: HealthView;
  readonly load: LoadView;
  readonly caller: Caller;
  /** Whether the answer is streamed: how fast a target is, is measured apart. */
  readonly stream: boolean;
  readonly nowMs: number;
  /** Decides what is drawn. The request id, so that a plan can be made again and come out the same. */
  readonly seed: string;
}

/**
 * The one decision of which attempts a request may use and in what order. Pure: serving, the dry run and the request
 * log all show its answer.
 */
export function planAttempts(input: PlanInput): AttemptPlan {
  const { route, needs, health, nowMs } = input;
  const profile = chooseProfile({ route, wanted: needs.profile });
  const session = sessionIn(input);
  const isByWeight = isDrawn(route);
  const attempts: AttemptTarget[] = [];
  const skipped: SkippedTarget[] = [];
  const openCircuits: SkippedTarget[] = [];
  const inOrder = isByWeight ? drawOrder({ route, seed: session ?? wideHash(input.seed) }) : route.attempts;
  for (const target of inOrder) {
    const unfit = whyUnfit({ target, needs, profile });
    if (unfit) {
      skipped.push({ target, reason: unfit, untilMs: undefined });
      continue;
    }
    const state = health.state(target.circuitKey, nowMs);
    if (!('untilMs' in state)) {
      attempts.push(target);
      continue;
    }
    const { kind, sinceMs, untilMs } = state;
    if (kind === 'open') openCircuits.push({ target, reason: 'circuit_open', sinceMs, untilMs });
    else skipped.push({ target, reason: 'cooling_down', sinceMs, untilMs });
  }
  // The last healthy attempt is never ejected (RELIABILITY F25): rather one more failure than a sure refusal.
  const lastResort = attempts.length === 0 ? openCircuits.shift() : undefined;
  if (lastResort) attempts.push(lastResort.target);
  skipped.push(...openCircuits);
  const { strategy } = route;
  if (isMeasured(strategy)) {
    const ranked = rankUsable({ input, strategy, attempts, session });
    const plan = { profile, attempts: ranked.attempts, skipped, order: ranked.order, session };
    return keepToOneAccess({ route, plan: applyPin({ plan, needs }) });
  }
  const order = isByWeight ? drawnBy({ route, session }) : undefined;
  const plan = { profile, attempts, skipped, order, session: undefined };
  return keepToOneAccess({ route, plan: applyPin({ plan, needs }) });
}

function sessionIn({ route: { stickyBy }, caller: { keyId, user } }: PlanInput): number | undefined {
  return stickyBy === 'none' ? undefined : sessionOf({ stickyBy, keyId, user });
}

function isMeasured(strategy: RouteStrategy): strategy is MeasuredStrategy {
  return strategy !== 'in_order' && strategy !== 'weighted';
}

interface Usable extends Pick<RankInput, 'strategy' | 'attempts' | 'session'> {
  readonly input: PlanInput;
}

function rankUsable({ input, strategy, attempts, session }: Usable): Pick<AttemptPlan, 'attempts' | 'order'> {
  if (attempts.length < 2) return { attempts, order: undefined };
  const { needs, stream, load, seed, nowMs } = input;
  return rankAttempts({ strategy, attempts, needs, stream, load, session, seed, nowMs });
}

const NO_RANKS: AttemptOrder['ranks'] = [];

function drawnBy({ route, session }: { route: PublishedRoute; session: number | undefined }): AttemptOrder {
  return { strategy: route.strategy, first: session === undefined ? 'drawn' : 'session', ranks: NO_RANKS };
}

function chooseProfile({
  route,
  wanted,
}: {
  route: PublishedRoute;
  wanted: ResponseProfile | undefined;
}): ResponseProfile {
  return wanted && route.allowProfileOverride ? wanted : route.defaultProfile;
}

interface FitInput {
  readonly target: AttemptTarget;
  readonly needs: Needs;
  readonly profile: ResponseProfile;
}

function whyUnfit({ target, needs, profile }: FitInput): string | undefined {
  if (!target.connection.enabled) return 'connection_disabled';
  if (target.modelDisabled === true) return 'model_disabled';
  if (!target.profiles.includes(profile)) return `profile_not_served:${profile}`;
  for (const capability of needs.capabilities) {
    if (!target.capabilities.has(capability)) return `lacks_capability:${capability}`;
  }
  if (target.contextWindow !== undefined && needs.estimatedInputTokens > target.contextWindow) {
    return `context_window:${target.contextWindow}`;
  }
  return undefined;
}

/** A route that does not cross stays on the access of the attempt that it would try first: nobody else's account pays. */
function keepToOneAccess({ route, plan }: { route: PublishedRoute; plan: AttemptPlan }): AttemptPlan {
  const access = plan.attempts[0]?.connection.access;
  if (route.crossing !== 'never' || plan.attempts.every(({ connection }) => connection.access === access)) return plan;
  const isKept = (target: AttemptTarget) => target.connection.access === access;
  const left = plan.attempts.filter((target) => !isKept(target));
  return {
    ...plan,
    attempts: plan.attempts.filter(isKept),
    skipped: [
      ...plan.skipped,
      ...left.map((target) => ({ target, reason: 'crossing_not_allowed', untilMs: undefined })),
    ],
  };
}

/** State in the body that is bound to one account: no failover away from it (RELIABILITY F27). */
function applyPin({ plan, needs }: { plan: AttemptPlan; needs: Needs }): AttemptPlan {
  const { pin } = needs;
  if (!pin) return plan;
  const home =
    pin.kind === 'connection'
      ? [...plan.attempts, ...plan.skipped.map((skip) => skip.target)].find(
          (target) => target.connection.name === pin.connection,
        )
      : plan.attempts[0];
  // The connection has left the route: its state is of no use to anybody, and is dropped with a warning instead.
  if (!home) return plan;
  const shares = (target: AttemptTarget) => target.connection.credentialId === home.connection.credentialId;
  const away = plan.attempts.filter((target) => !shares(target));
  return {
    ...plan,
    attempts: plan.attempts.filter(shares),
    skipped: [
      ...plan.skipped,
      ...away.map((target) => ({ target, reason: `pinned_elsewhere:${pin.because}`, untilMs: undefined })),
    ],
  };
}
