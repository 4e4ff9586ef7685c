import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { findMember, requireAnotherOwner } from './find-member.ts';
import { requireMayGive } from './may-give.ts';
import { memberSchema, memberView, roleSchema } from './member-view.ts';

export const updateMember = workspaceAct({
  id: 'updateMember',
  method: 'patch',
  path: '/workspaces/{workspaceId}/members/{personId}',
  summary: 'Give a member another role',
  description: 'Takes effect with their next call. A role that single sign-on gave is given by hand from then on.',
  permission: 'members.write',
  edits: true,
  params: z.strictObject({ personId: z.string().max(100) }),
  body: z.strictObject({ role: roleSchema }),
  answer: memberSchema,
  errors: ['conflict'],
  async handle({ deps, acting, caller, workspace, params, body, ifMatch }) {
    const workspaceId = workspace.id;
    const saved = await deps.store.write({
      ...acting,
      async work(writes) {
        const members = await writes.membersOf({ workspaceId });
        const current = findMember({ members, personId: params.personId });
        requireUnchanged({ ifMatch, current });
        requireMayGive({ role: current.role, caller, workspaceId });
        requireMayGive({ role: body.role, caller, workspaceId });
        if (body.role !== 'owner') requireAnotherOwner({ members, leaving: current });
        const changed = { ...current, role: body.role, source: 'given' } as const;
        await writes.saveMember(changed);
        return changed;
      },
    });
    return { body: memberView({ member: saved, person: await deps.people.find(saved.personId) }), tagOf: saved };
  },
});
