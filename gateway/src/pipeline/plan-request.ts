import type { ContentCollected } from './collect-content.ts';
import { type AttemptPlan, planAttempts } from './plan-attempts.ts';
import type { Stage } from './stage.ts';

export interface Planned extends ContentCollected {
  readonly plan: AttemptPlan;
}

export const planRequest: Stage<ContentCollected, Planned> = {
  name: 'plan-request',
  enter: (exchange, { health, load, clock }) => {
    const { route, needs, requestId, task, principal } = exchange;
    const plan = planAttempts({
      route,
      needs,
      health,
      load,
      caller: { keyId: principal.keyId, user: task.request.user },
      stream: task.stream,
      nowMs: clock.now(),
      seed: requestId,
    });
    return { ...exchange, plan };
  },
};
