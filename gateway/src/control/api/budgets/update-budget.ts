import * as z from 'zod';
import { fromBudget } from '../../../config/from-definition.ts';
import { toBudget } from '../../../config/to-definition.ts';
import type { BudgetDefinition } from '../../../domain/definitions.ts';
import { workspaceAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { problemsError } from '../read-input.ts';
import { requireNotFiles } from '../require-own.ts';
import { budgetPatch, zoneProblems } from './budget-fields.ts';
import { budgetView, budgetViewSchema } from './budget-view.ts';
import { findBudget, requireFreeBudgetName } from './find-budget.ts';

export const updateBudget = workspaceAct({
  id: 'updateBudget',
  method: 'patch',
  path: '/workspaces/{workspaceId}/budgets/{budgetId}',
  summary: 'Change the amount, the window or the alerts of a budget, or its name',
  description: 'Whose spending it counts stays: make another budget for that.',
  permission: 'budgets.write',
  edits: true,
  params: z.strictObject({ budgetId: z.string().max(100) }),
  body: budgetPatch,
  answer: budgetViewSchema,
  errors: ['conflict'],
  async handle({ deps: { pause, store }, acting, workspace, params, body, ifMatch, nowMs }) {
    const workspaceId = workspace.id;
    const problems = zoneProblems(body.time_zone);
    if (problems.length > 0) throw problemsError(problems);
    const { budget, definitions } = await store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId });
        const current = findBudget({ definitions: read, workspaceId, budgetId: params.budgetId });
        requireUnchanged({ ifMatch, current });
        requireNotFiles({ owner: current.owner, what: `The budget "${current.name}"` });
        const changed = withChanges({ current, body });
        requireFreeBudgetName({ definitions: read, workspaceId, name: changed.name, except: current.id });
        await writes.saveBudget(changed);
        return { budget: changed, definitions: read };
      },
    });
    return { body: await budgetView({ budget, definitions, store, pause, nowMs }), tagOf: budget };
  },
});

function withChanges({
  current,
  body: { name, usd, window, time_zone, alert_at },
}: {
  readonly current: BudgetDefinition;
  readonly body: z.output<typeof budgetPatch>;
}): BudgetDefinition {
  const before = fromBudget(current.budget);
  const budget = toBudget({
    usd: usd ?? before.usd,
    window: window ?? before.window,
    time_zone: time_zone === undefined ? before.time_zone : (time_zone ?? undefined),
    alert_at: alert_at === undefined ? before.alert_at : (alert_at ?? undefined),
  });
  return { ...current, name: name ?? current.name, budget };
}
