import { installationAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { workspaceSchema, workspaceView } from './workspace-view.ts';

export const listWorkspaces = installationAct({
  id: 'listWorkspaces',
  method: 'get',
  path: '/workspaces',
  summary: 'The workspaces that the caller has a place in',
  permission: 'signed_in',
  query: idPageQuery('ws'),
  answer: pageSchema(workspaceSchema),
  async handle({ caller, definitions, query }) {
    const own = definitions.workspaces
      .filter(({ id }) => caller.permissionsIn(id)?.has('workspace.read'))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: own, keyOf: ({ id }) => id, query });
    return { body: { data: items.map(workspaceView), next } };
  },
});
