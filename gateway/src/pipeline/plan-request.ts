import type { Admitted } from './admit.ts';
import { type AttemptPlan, planAttempts } from './plan-attempts.ts';
import type { Stage } from './stage.ts';

export interface Planned extends Admitted {
  readonly plan: AttemptPlan;
}

export const planRequest: Stage<Admitted, Planned> = {
  name: 'plan-request',
  enter: (exchange, { health, clock }) => {
    const { route, needs, requestId } = exchange;
    return { ...exchange, plan: planAttempts({ route, needs, health, nowMs: clock.now(), seed: requestId }) };
  },
};
