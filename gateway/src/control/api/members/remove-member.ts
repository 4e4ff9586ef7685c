import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { findMember, requireAnotherOwner } from './find-member.ts';
import { requireMayGive } from './may-give.ts';

export const removeMember = workspaceAct({
  id: 'removeMember',
  method: 'delete',
  path: '/workspaces/{workspaceId}/members/{personId}',
  summary: 'Take somebody out of a workspace',
  permission: 'members.write',
  status: 204,
  params: z.strictObject({ personId: z.string().max(100) }),
  errors: ['conflict'],
  async handle({ deps, acting, caller, workspace, params }) {
    const workspaceId = workspace.id;
    await deps.store.write({
      ...acting,
      async work(writes) {
        const members = await writes.membersOf({ workspaceId });
        const leaving = findMember({ members, personId: params.personId });
        requireMayGive({ role: leaving.role, caller, workspaceId });
        requireAnotherOwner({ members, leaving });
        await writes.removeMember(leaving);
      },
    });
    return {};
  },
});
