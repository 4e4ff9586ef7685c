import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { budgetView, budgetViewSchema } from './budget-view.ts';
import { findBudget } from './find-budget.ts';

export const getBudget = workspaceAct({
  id: 'getBudget',
  method: 'get',
  path: '/workspaces/{workspaceId}/budgets/{budgetId}',
  summary: 'One budget, what it has spent and when it starts anew',
  permission: 'budgets.read',
  params: z.strictObject({ budgetId: z.string().max(100) }),
  answer: budgetViewSchema,
  async handle({ deps: { pause, store }, definitions, workspace, params, nowMs }) {
    const budget = findBudget({ definitions, workspaceId: workspace.id, budgetId: params.budgetId });
    return { body: await budgetView({ budget, definitions, store, pause, nowMs }), tagOf: budget };
  },
});
