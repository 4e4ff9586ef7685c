import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { requireNotFiles } from '../require-own.ts';
import { findBudget } from './find-budget.ts';

export const removeBudget = workspaceAct({
  id: 'removeBudget',
  method: 'delete',
  path: '/workspaces/{workspaceId}/budgets/{budgetId}',
  summary: 'Remove a budget',
  permission: 'budgets.write',
  status: 204,
  params: z.strictObject({ budgetId: z.string().max(100) }),
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params }) {
    await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read({ workspaceId: workspace.id });
        const budget = findBudget({ definitions, workspaceId: workspace.id, budgetId: params.budgetId });
        requireNotFiles({ owner: budget.owner, what: `The budget "${budget.name}"` });
        await writes.removeBudget(budget.id);
      },
    });
    return {};
  },
});
