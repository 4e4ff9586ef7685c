import * as z from 'zod';
import { type Member, ROLES } from '../../../domain/member.ts';
import type { Person } from '../../../domain/people.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';

export const roleSchema = z.enum(ROLES);

export const memberSchema = z
  .strictObject({
    person_id: z.string(),
    email: z.string().nullable().describe('null: the person is gone'),
    name: z.string().nullable(),
    role: roleSchema,
    source: z.enum(['given', 'groups']).describe('`groups`: single sign-on gives it, and changes it'),
    two_factor: z.boolean().nullable(),
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Member' });

export function memberView({
  member,
  person,
}: {
  readonly member: Member;
  readonly person: Person | undefined;
}): z.input<typeof memberSchema> {
  return {
    person_id: member.personId,
    email: person?.email ?? null,
    name: person?.name ?? null,
    role: member.role,
    source: member.source,
    two_factor: person?.hasTwoFactor ?? null,
    created_at: isoTime(member.createdAtMs),
  };
}
