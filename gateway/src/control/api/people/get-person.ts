import { GatewayError } from '../../../domain/gateway-error.ts';
import { installationAct } from '../act.ts';
import { personIdOf, personParams, personSchema, personView } from './person-view.ts';

export const getPerson = installationAct({
  id: 'getPerson',
  method: 'get',
  path: '/people/{personId}',
  summary: 'One person',
  permission: 'installation.read',
  params: personParams,
  answer: personSchema,
  async handle({ deps, params }) {
    const person = await deps.people.find(personIdOf(params.personId));
    if (person === undefined) throw new GatewayError('not_found', { message: 'There is no such person.' });
    return { body: personView(person), tagOf: person };
  },
});
