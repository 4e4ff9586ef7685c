import * as z from 'zod';
import type { Invitation } from '../../../domain/member.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema } from '../shared-fields.ts';
import { roleSchema } from './member-view.ts';

export const invitationSchema = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    role: roleSchema,
    expires_at: isoTimeSchema,
    taken_at: isoTimeSchema.nullable(),
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Invitation' });

export const newInvitationSchema = invitationSchema
  .extend({
    url: z.string().describe('The link for the invited person. Shown only now.'),
    mailed: z.boolean().describe('True: the mail server took a letter with the link. False: hand the link on'),
  })
  .meta({ id: 'NewInvitation' });

export function invitationView(invitation: Invitation): z.input<typeof invitationSchema> {
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    expires_at: isoTime(invitation.expiresAtMs),
    taken_at: isoTimeOrNull(invitation.takenAtMs),
    created_at: isoTime(invitation.createdAtMs),
  };
}
