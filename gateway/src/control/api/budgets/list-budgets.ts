import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { budgetView, budgetViewSchema } from './budget-view.ts';

export const listNamedBudgets = workspaceAct({
  id: 'listBudgets',
  method: 'get',
  path: '/workspaces/{workspaceId}/budgets',
  summary: 'The budgets of a workspace that have a name, and what they have spent',
  description: 'Those that stand in the workspace, a route or a key itself are shown there.',
  permission: 'budgets.read',
  query: idPageQuery('bud'),
  answer: pageSchema(budgetViewSchema),
  async handle({ deps: { pause, store }, definitions, workspace, query, nowMs }) {
    const own = definitions.budgets
      .filter(({ workspaceId }) => workspaceId === workspace.id)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: own, keyOf: ({ id }) => id, query });
    const data: Awaited<ReturnType<typeof budgetView>>[] = [];
    // One after the other: many sums at once would keep requests waiting.
    for (const budget of items) data.push(await budgetView({ budget, definitions, store, pause, nowMs }));
    return { body: { data, next } };
  },
});
