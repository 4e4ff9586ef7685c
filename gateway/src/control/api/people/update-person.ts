import * as z from 'zod';
import { installationAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { findPerson } from './find-person.ts';
import { personParams, personSchema, personView } from './person-view.ts';

export const updatePerson = installationAct({
  id: 'updatePerson',
  method: 'patch',
  path: '/people/{personId}',
  summary: 'Keep somebody out, let them in again, or make them an administrator of the installation',
  description: 'Their sessions end with it.',
  permission: 'installation.write',
  edits: true,
  params: personParams,
  body: z.strictObject({ disabled: z.boolean().optional(), installation_admin: z.boolean().optional() }),
  answer: personSchema,
  errors: ['conflict'],
  async handle({ deps, acting, params, body, ifMatch }) {
    let person = await findPerson({ deps, ...params });
    requireUnchanged({ ifMatch, current: person });
    const change = { personId: person.id, by: acting };
    if (body.disabled !== undefined && body.disabled !== person.disabled) {
      person = await deps.people.setDisabled({ ...change, on: body.disabled });
    }
    if (body.installation_admin !== undefined && body.installation_admin !== person.isInstallationAdmin) {
      person = await deps.people.setInstallationAdmin({ ...change, on: body.installation_admin });
    }
    return { body: personView(person), tagOf: person };
  },
});
