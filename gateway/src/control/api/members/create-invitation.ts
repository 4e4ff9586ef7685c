import * as z from 'zod';
import type { Invitation } from '../../../domain/member.ts';
import { workspaceAct } from '../act.ts';
import { invitationMail } from './invitation-mail.ts';
import { invitationView, newInvitationSchema } from './invitation-view.ts';
import { requireMayGive } from './may-give.ts';
import { roleSchema } from './member-view.ts';

const KEPT_MS = 7 * 24 * 60 * 60_000;
const SECRET_BYTES = 32;

export const createInvitation = workspaceAct({
  id: 'createInvitation',
  method: 'post',
  path: '/workspaces/{workspaceId}/invitations',
  summary: 'Invite somebody into a workspace',
  description:
    'Gives a link that is good for a week, for one person. It is mailed where the installation sends mail; else hand it on. Who has an account already takes it with `POST /api/invitations/take`. It takes the place of an earlier one to the same address, whose link ends.',
  permission: 'members.write',
  status: 201,
  body: z.strictObject({ email: z.email().max(254).toLowerCase(), role: roleSchema }),
  answer: newInvitationSchema,
  async handle({ deps, acting, caller, workspace, body, nowMs }) {
    requireMayGive({ role: body.role, caller, workspaceId: workspace.id });
    const secret = Buffer.from(deps.randomBytes(SECRET_BYTES)).toString('base64url');
    const invitation: Invitation = {
      id: deps.ids.next('inv'),
      workspaceId: workspace.id,
      email: body.email,
      role: body.role,
      digest: deps.vault.digest(secret),
      expiresAtMs: nowMs + KEPT_MS,
      takenAtMs: undefined,
      createdAtMs: nowMs,
    };
    await deps.store.write({
      ...acting,
      async work(writes) {
        const earlier = await writes.invitationsOf({ workspaceId: workspace.id });
        for (const { id, email, takenAtMs } of earlier) {
          if (email === invitation.email && takenAtMs === undefined) await writes.removeInvitation(id);
        }
        await writes.saveInvitation(invitation);
      },
    });
    const url = `${deps.publicUrl}/invite#${secret}`;
    const mail = invitationMail({ invitation, workspaceName: workspace.name, url });
    // Whoever may invite may not fill mailboxes.
    const mayMail = deps.deliverMail !== undefined && deps.outgoing.mayTake(`mail of ${workspace.id}`);
    const mailed = mayMail && ((await deps.deliverMail?.(mail)) ?? false);
    return { body: { ...invitationView(invitation), url, mailed } };
  },
});
