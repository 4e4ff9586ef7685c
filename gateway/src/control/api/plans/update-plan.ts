import type * as z from 'zod';
import { fromPlan } from '../../../config/from-definition.ts';
import { toPlan } from '../../../config/to-definition.ts';
import type { PlanDefinition } from '../../../domain/definitions.ts';
import { installationAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { requireNotFiles } from '../require-own.ts';
import { findPlan, planParams, planPatch, requirePossiblePlan } from './plan-fields.ts';
import { planView, planViewSchema } from './plan-view.ts';

export const updatePlan = installationAct({
  id: 'updatePlan',
  method: 'patch',
  path: '/plans/{planName}',
  summary: 'Change a plan, for every workspace on it',
  description: 'Fields that are left out stay as they are; `null` takes a value away. A plan keeps its name.',
  permission: 'installation.write',
  edits: true,
  params: planParams,
  body: planPatch,
  answer: planViewSchema,
  errors: ['conflict'],
  async handle({ deps, acting, params, body, ifMatch }) {
    const plan = await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read();
        const current = findPlan({ definitions, name: params.planName });
        requireUnchanged({ ifMatch, current });
        requireNotFiles({ owner: current.owner, what: `The plan "${current.name}"` });
        const changed = withChanges({ current, body });
        requirePossiblePlan({ plan: changed, definitions });
        await writes.savePlan(changed);
        return changed;
      },
    });
    return { body: planView(plan), tagOf: plan };
  },
});

function withChanges({
  current,
  body,
}: {
  readonly current: PlanDefinition;
  readonly body: z.output<typeof planPatch>;
}): PlanDefinition {
  const before = fromPlan(current);
  const after = (name: 'managed' | 'time_zone' | 'excludes' | 'capabilities' | 'rate_limit' | 'upgrade_to') =>
    body[name] === undefined ? {} : { [name]: body[name] ?? undefined };
  const plan = toPlan({
    ...before,
    ...after('managed'),
    ...after('time_zone'),
    ...after('excludes'),
    ...after('capabilities'),
    ...after('rate_limit'),
    ...after('upgrade_to'),
    window: body.window ?? before.window,
  });
  return { ...current, ...plan };
}
