import { installationAct } from '../act.ts';
import { findPerson } from './find-person.ts';
import { personParams, personSchema, personView } from './person-view.ts';

export const getPerson = installationAct({
  id: 'getPerson',
  method: 'get',
  path: '/people/{personId}',
  summary: 'One person',
  permission: 'installation.read',
  params: personParams,
  answer: personSchema,
  async handle({ deps, params }) {
    const person = await findPerson({ deps, ...params });
    return { body: personView(person), tagOf: person };
  },
});
