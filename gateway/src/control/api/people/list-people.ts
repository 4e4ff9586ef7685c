import * as z from 'zod';
import { installationAct } from '../act.ts';
import { pageQuery, pageSchema } from '../page.ts';
import { personIdOf, personSchema, personView } from './person-view.ts';

export const listPeople = installationAct({
  id: 'listPeople',
  method: 'get',
  path: '/people',
  summary: 'Everybody who can sign in',
  permission: 'installation.read',
  query: pageQuery.extend({
    after: z
      .string()
      .regex(/^usr_[0-9a-z]{1,60}$/)
      .optional()
      .describe('`next` of the page before: goes on behind it'),
  }),
  answer: pageSchema(personSchema),
  async handle({ deps, query: { limit, after } }) {
    const afterId = after === undefined ? undefined : personIdOf(after);
    const found = await deps.people.list({ afterId, limit: limit + 1 });
    const page = found.slice(0, limit);
    return { body: { data: page.map(personView), next: found.length > limit ? (page.at(-1)?.id ?? null) : null } };
  },
});
