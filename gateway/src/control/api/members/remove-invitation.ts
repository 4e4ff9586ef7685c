import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { notFound } from '../require-own.ts';

export const removeInvitation = workspaceAct({
  id: 'removeInvitation',
  method: 'delete',
  path: '/workspaces/{workspaceId}/invitations/{invitationId}',
  summary: 'Take an invitation back',
  permission: 'members.write',
  status: 204,
  params: z.strictObject({ invitationId: z.string().max(100) }),
  async handle({ deps, acting, workspace, params }) {
    const invitations = await deps.store.access.invitationsOf({ workspaceId: workspace.id });
    const found = invitations.find(({ id }) => id === params.invitationId);
    if (found === undefined) throw notFound({ noun: 'invitation', list: '/api/workspaces/{workspaceId}/invitations' });
    await deps.store.write({ ...acting, work: (writes) => writes.removeInvitation(found.id) });
    return {};
  },
});
