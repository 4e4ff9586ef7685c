import type { Load, SessionHome } from '../domain/ports.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';

/** An average that nothing was added to for so long is forgotten, ms: the target is measured anew. */
export const FORGOTTEN_AFTER_MS = 300_000;
/** What a new measurement weighs in the average, at least. */
const LEAST_WEIGHT = 0.2;
/** The older the average, the more a new measurement weighs: after this time 63 %, ms. */
const AGES_WITHIN_MS = 60_000;
/** A session that was quiet for so long begins anew, ms: about as long as prompt caches of providers live. */
export const SESSION_AFTER_MS = 3_600_000;
const MOST_TARGETS = 10_000;
const MOST_SESSIONS = 20_000;

interface Average {
  ms: number;
  atMs: number;
}

interface TargetLoad {
  underWay: number;
  readonly firstContent: Average;
  readonly wholeAnswer: Average;
  usedAtMs: number;
}

interface Session {
  home: SessionHome | undefined;
  usedAtMs: number;
}

const NEVER = Number.NEGATIVE_INFINITY;

/** How busy and how fast targets are, and where sessions are at home: as this process sees it, for a bounded number of each. */
export function createMeasuredLoad({
  mostTargets = MOST_TARGETS,
  mostSessions = MOST_SESSIONS,
}: {
  readonly mostTargets?: number;
  readonly mostSessions?: number;
} = {}): Load {
  const targets = createSweepingMap<TargetLoad>({
    create: (_key, nowMs) => ({
      underWay: 0,
      firstContent: { ms: 0, atMs: NEVER },
      wholeAnswer: { ms: 0, atMs: NEVER },
      usedAtMs: nowMs,
    }),
    isIdle: ({ underWay, usedAtMs }, nowMs) => underWay === 0 && nowMs - usedAtMs > FORGOTTEN_AFTER_MS,
    maxEntries: mostTargets,
  });
  const sessions = createSweepingMap<Session, number>({
    create: (_session, nowMs) => ({ home: undefined, usedAtMs: nowMs }),
    isIdle: ({ usedAtMs }, nowMs) => nowMs - usedAtMs > SESSION_AFTER_MS,
    maxEntries: mostSessions,
  });
  return {
    underWay: (circuitKey) => targets.get(circuitKey)?.underWay ?? 0,
    firstContentMs: (circuitKey, nowMs) => averageOf(targets.get(circuitKey)?.firstContent, nowMs),
    wholeAnswerMs: (circuitKey, nowMs) => averageOf(targets.get(circuitKey)?.wholeAnswer, nowMs),
    homeOf(session, nowMs) {
      const known = sessions.get(session);
      return known === undefined || nowMs - known.usedAtMs > SESSION_AFTER_MS ? undefined : known.home;
    },
    began(circuitKey, nowMs) {
      const target = targets.getOrCreate(circuitKey, nowMs);
      target.underWay++;
      target.usedAtMs = nowMs;
    },
    ended({ circuitKey, stream, tookMs, nowMs }) {
      const target = targets.get(circuitKey);
      // Another one has pushed it out meanwhile.
      if (target === undefined) return;
      if (target.underWay > 0) target.underWay--;
      target.usedAtMs = nowMs;
      if (tookMs !== undefined) add({ average: stream ? target.firstContent : target.wholeAnswer, tookMs, nowMs });
    },
    answered({ session, home, nowMs }) {
      const known = sessions.getOrCreate(session, nowMs);
      known.home = home;
      known.usedAtMs = nowMs;
    },
  };
}

function averageOf(average: Average | undefined, nowMs: number): number | undefined {
  return average === undefined || nowMs - average.atMs > FORGOTTEN_AFTER_MS ? undefined : average.ms;
}

function add({ average, tookMs, nowMs }: { average: Average; tookMs: number; nowMs: number }): void {
  const ageMs = Math.max(0, nowMs - average.atMs);
  const weight = ageMs > FORGOTTEN_AFTER_MS ? 1 : Math.max(LEAST_WEIGHT, 1 - Math.exp(-ageMs / AGES_WITHIN_MS));
  average.ms += weight * (tookMs - average.ms);
  average.atMs = nowMs;
}
