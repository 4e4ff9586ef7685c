import type { HealthView } from '../domain/ports.ts';
import type { PublishedRoute } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { type AttemptPlan, planAttempts } from '../pipeline/plan-attempts.ts';
import type { PlanNow, PlannedAttempt } from './diagnosis.ts';
import type { Now } from './now.ts';

/** Where circuits cannot be seen, planning goes as if all were well. */
const ALL_WELL: HealthView = { state: () => ({ kind: 'closed' }) };

interface PlanToday {
  readonly route: PublishedRoute;
  readonly needs: Needs;
  readonly requestId: string;
  readonly now: Pick<Now, 'health' | 'nowMs'>;
}

/** The plan that the same request would get today. */
export function planToday({ route, needs, requestId, now }: PlanToday): AttemptPlan {
  return planAttempts({ route, needs, health: now.health ?? ALL_WELL, nowMs: now.nowMs, seed: requestId });
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
