import { toPlan } from '../../../config/to-definition.ts';
import type { PlanDefinition } from '../../../domain/definitions.ts';
import { installationAct } from '../act.ts';
import { nameTaken } from '../workspaces/name-taken.ts';
import { newPlanBody, requirePossiblePlan } from './plan-fields.ts';
import { planView, planViewSchema } from './plan-view.ts';

export const createPlan = installationAct({
  id: 'createPlan',
  method: 'post',
  path: '/plans',
  summary: 'Make a plan',
  permission: 'installation.write',
  status: 201,
  body: newPlanBody,
  answer: planViewSchema,
  errors: ['conflict'],
  async handle({ deps, acting, body, nowMs }) {
    const plan: PlanDefinition = { ...toPlan(body), workspaceId: undefined, owner: 'console', createdAtMs: nowMs };
    await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read();
        if (definitions.plans.some(({ name }) => name === plan.name)) throw nameTaken(plan.name);
        requirePossiblePlan({ plan, definitions });
        await writes.savePlan(plan);
      },
    });
    return { body: planView(plan), tagOf: plan };
  },
});
