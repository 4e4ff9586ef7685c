import { toBudget } from '../../../config/to-definition.ts';
import type { BudgetDefinition } from '../../../domain/definitions.ts';
import { workspaceAct } from '../act.ts';
import { newBudgetBody, targetFrom } from './budget-fields.ts';
import { budgetView, budgetViewSchema } from './budget-view.ts';
import { requireFreeBudgetName } from './find-budget.ts';

export const createBudget = workspaceAct({
  id: 'createBudget',
  method: 'post',
  path: '/workspaces/{workspaceId}/budgets',
  summary: 'Make a budget for the workspace, a route, a key, a member or a tag',
  description: 'What was spent before in the window that runs now counts already.',
  permission: 'budgets.write',
  status: 201,
  body: newBudgetBody,
  answer: budgetViewSchema,
  errors: ['conflict'],
  async handle({ deps: { pause, store, ids }, acting, workspace, body, nowMs }) {
    const workspaceId = workspace.id;
    const { budget, definitions } = await store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId });
        const target = targetFrom({ body, workspaceId, definitions: read });
        requireFreeBudgetName({ definitions: read, workspaceId, name: body.name });
        const { usd, window, time_zone, alert_at } = body;
        const created: BudgetDefinition = {
          id: ids.next('bud'),
          workspaceId,
          name: body.name,
          target,
          budget: toBudget({ usd, window, time_zone, alert_at }),
          owner: 'console',
          createdAtMs: nowMs,
        };
        await writes.saveBudget(created);
        return { budget: created, definitions: read };
      },
    });
    return { body: await budgetView({ budget, definitions, store, pause, nowMs }), tagOf: budget };
  },
});
