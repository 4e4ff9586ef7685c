import * as z from 'zod';
import { installationAct } from '../act.ts';
import { findPerson } from './find-person.ts';
import { personParams } from './person-view.ts';

export const createResetLink = installationAct({
  id: 'createResetLink',
  method: 'post',
  path: '/people/{personId}/reset-link',
  summary: 'A link that sets a new password: once, within an hour',
  permission: 'installation.write',
  status: 201,
  params: personParams,
  answer: z.strictObject({ url: z.string() }),
  errors: ['conflict'],
  async handle({ deps, acting, params }) {
    const person = await findPerson({ deps, ...params });
    const { url } = await deps.people.resetLink({ email: person.email, by: acting });
    return { body: { url } };
  },
});
