import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { findMember } from './find-member.ts';
import { memberSchema, memberView } from './member-view.ts';

export const getMember = workspaceAct({
  id: 'getMember',
  method: 'get',
  path: '/workspaces/{workspaceId}/members/{personId}',
  summary: 'One member of a workspace',
  permission: 'members.read',
  params: z.strictObject({ personId: z.string().max(100) }),
  answer: memberSchema,
  async handle({ deps, workspace, params }) {
    const members = await deps.store.access.membersOf({ workspaceId: workspace.id });
    const member = findMember({ members, personId: params.personId });
    return { body: memberView({ member, person: await deps.people.find(member.personId) }), tagOf: member };
  },
});
