import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { invitationSchema, invitationView } from './invitation-view.ts';

export const listInvitations = workspaceAct({
  id: 'listInvitations',
  method: 'get',
  path: '/workspaces/{workspaceId}/invitations',
  summary: 'Who was invited into a workspace',
  permission: 'members.write',
  query: idPageQuery('inv'),
  answer: pageSchema(invitationSchema),
  async handle({ deps, workspace, query }) {
    const items = await deps.store.access.invitationsOf({ workspaceId: workspace.id });
    const page = pageOf({ items, keyOf: ({ id }) => id, query });
    return { body: { data: page.items.map(invitationView), next: page.next } };
  },
});
