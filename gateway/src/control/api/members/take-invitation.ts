import * as z from 'zod';
import { acceptInvitation, openInvitation } from '../../../domain/accept-invitation.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { installationAct } from '../act.ts';
import { workspaceSchema, workspaceView } from '../workspaces/workspace-view.ts';

export const takeInvitation = installationAct({
  id: 'takeInvitation',
  method: 'post',
  path: '/invitations/take',
  summary: 'Take an invitation, for somebody who has an account already',
  description:
    'It must have been sent to the address of whoever is signed in. A place that they have already stays as it is.',
  permission: 'signed_in',
  body: z.strictObject({ invitation_token: z.string().min(1).max(200) }),
  answer: workspaceSchema,
  errors: ['not_found'],
  async handle({ deps, acting, caller, body, nowMs }) {
    const { personId } = caller;
    const person = personId && (await deps.people.find(personId));
    if (!person) {
      throw new GatewayError('permission_denied', {
        reason: 'role',
        message: 'Only people take invitations.',
        hint: 'Sign in as the one who was invited.',
      });
    }
    const digest = deps.vault.digest(body.invitation_token);
    const workspace = await deps.store.write({
      ...acting,
      async work(writes) {
        const invitation = openInvitation({ found: await writes.findInvitation({ digest }), nowMs });
        // Who guesses, or has somebody else's, learns nothing of it.
        if (invitation?.email !== person.email) throw noInvitation();
        const { workspaceId } = invitation;
        const { workspaces } = await writes.read({ workspaceId });
        const into = workspaces.find(({ id }) => id === workspaceId);
        if (into === undefined) throw noInvitation();
        await acceptInvitation({ writes, invitation, personId: person.id, nowMs });
        return into;
      },
    });
    return { body: workspaceView(workspace), tagOf: workspace };
  },
});

function noInvitation(): GatewayError {
  return new GatewayError('not_found', {
    message: 'There is no such invitation for you: it was taken, has run out, or is for another address.',
    hint: 'Ask whoever invited you for a new one, to the address that you sign in with.',
  });
}
