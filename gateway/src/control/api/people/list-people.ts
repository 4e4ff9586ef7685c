import { installationAct } from '../act.ts';
import { idPageQuery, pageSchema } from '../page.ts';
import { personIdOf, personSchema, personView } from './person-view.ts';

export const listPeople = installationAct({
  id: 'listPeople',
  method: 'get',
  path: '/people',
  summary: 'Everybody who can sign in',
  permission: 'installation.read',
  query: idPageQuery('usr'),
  answer: pageSchema(personSchema),
  async handle({ deps, query: { limit, after } }) {
    const afterId = after === undefined ? undefined : personIdOf(after);
    const found = await deps.people.list({ afterId, limit: limit + 1 });
    const page = found.slice(0, limit);
    return { body: { data: page.map(personView), next: found.length > limit ? (page.at(-1)?.id ?? null) : null } };
  },
});
