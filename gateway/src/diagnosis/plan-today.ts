import { ALL_WELL, NO_LOAD } from '../domain/ports.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { PublishedRoute } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { type AttemptPlan, planAttempts } from '../pipeline/plan-attempts.ts';
import type { PlanNow, PlannedAttempt } from './diagnosis.ts';
import type { Now } from './now.ts';

interface PlanToday {
  readonly route: PublishedRoute;
  readonly needs: Needs;
  readonly record: Pick<RequestRecord, 'id' | 'keyId' | 'stream'>;
  readonly now: Pick<Now, 'health' | 'load' | 'nowMs'>;
}

/** The plan that the same request would get today. Its `user` is not kept: sessions by user are not seen here. */
export function planToday({ route, needs, record, now }: PlanToday): AttemptPlan {
  return planAttempts({
    route,
    needs,
    health: now.health ?? ALL_WELL,
    load: now.load ?? NO_LOAD,
    caller: { keyId: record.keyId ?? '', user: undefined },
    stream: record.stream,
    nowMs: now.nowMs,
    seed: record.id,
  });
}

export function writePlan({ route, plan }: { readonly route: PublishedRoute; readonly plan: AttemptPlan }): PlanNow {
  return {
    route: route.name,
    version: route.version,
    profile: plan.profile,
    attempts: plan.attempts.map(plannedAttempt),
    skipped: plan.skipped.map(({ target, reason, untilMs }) => ({
      ...plannedAttempt(target),
      reason,
      ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
    })),
  };
}

function plannedAttempt({ position, connection, model }: AttemptPlan['attempts'][number]): PlannedAttempt {
  return { attempt: position, connection: connection.name, model };
}
