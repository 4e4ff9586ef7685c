import type { Mail } from '../../../domain/mail.ts';
import type { Invitation } from '../../../domain/member.ts';

/** Says nothing that somebody could have written for this letter, but the workspace's name. */
export function invitationMail({
  invitation,
  workspaceName,
  url,
}: {
  readonly invitation: Pick<Invitation, 'email' | 'role' | 'expiresAtMs'>;
  readonly workspaceName: string;
  readonly url: string;
}): Mail {
  const until = new Date(invitation.expiresAtMs).toISOString().slice(0, 10);
  return {
    to: invitation.email,
    subject: `An invitation to the workspace ${workspaceName} on LatentKit`,
    text:
      `You are invited to the workspace "${workspaceName}", in the role "${invitation.role}".\n\n` +
      `Accept it here, until ${until}. The link is for you alone, and works once:\n${url}\n\n` +
      'If you did not expect it, there is nothing to do.\n',
  };
}
