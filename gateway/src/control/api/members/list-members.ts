import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { memberSchema, memberView } from './member-view.ts';

export const listMembers = workspaceAct({
  id: 'listMembers',
  method: 'get',
  path: '/workspaces/{workspaceId}/members',
  summary: 'Who belongs to a workspace, and as what',
  permission: 'members.read',
  query: idPageQuery('usr'),
  answer: pageSchema(memberSchema),
  async handle({ deps, workspace, query }) {
    const members = await deps.store.access.membersOf({ workspaceId: workspace.id });
    const sorted = members.toSorted((one, other) => (one.personId < other.personId ? -1 : 1));
    const { items, next } = pageOf({ items: sorted, keyOf: ({ personId }) => personId, query });
    const data = items.map(async (member) => memberView({ member, person: await deps.people.find(member.personId) }));
    return { body: { data: await Promise.all(data), next } };
  },
});
