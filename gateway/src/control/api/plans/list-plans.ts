import { installationAct } from '../act.ts';
import { pageOf, pageQuery, pageSchema } from '../page.ts';
import { planView, planViewSchema } from './plan-view.ts';

export const listPlans = installationAct({
  id: 'listPlans',
  method: 'get',
  path: '/plans',
  summary: 'The plans that workspaces may be on',
  permission: 'installation.read',
  query: pageQuery,
  answer: pageSchema(planViewSchema),
  async handle({ definitions, query }) {
    const plans = definitions.plans.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const { items, next } = pageOf({ items: plans, keyOf: ({ name }) => name, query });
    return { body: { data: items.map(planView), next } };
  },
});
