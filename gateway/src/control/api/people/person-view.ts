import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';
import type { PersonId } from '../../../domain/ids.ts';
import { readId } from '../../../domain/ids.ts';
import type { Person } from '../../../domain/people.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';

export const personSchema = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    installation_admin: z.boolean(),
    two_factor: z.boolean(),
    disabled: z.boolean().describe('May not sign in, and no session of theirs counts'),
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Person' });

export function personView(person: Person): z.input<typeof personSchema> {
  return {
    id: person.id,
    email: person.email,
    name: person.name,
    installation_admin: person.isInstallationAdmin,
    two_factor: person.hasTwoFactor,
    disabled: person.disabled,
    created_at: isoTime(person.createdAtMs),
  };
}

export const personParams = z.strictObject({ personId: z.string().max(100) });

/** @throws GatewayError not_found for what is no id of a person */
export function personIdOf(text: string): PersonId {
  if (/^usr_[0-9a-z]{1,60}$/.test(text)) return readId({ kind: 'usr', text });
  throw new GatewayError('not_found', { message: 'There is no such person.', hint: 'GET /api/people lists them.' });
}
