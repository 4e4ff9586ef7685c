import { installationAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { sharedConnectionSchema, sharedConnectionView } from './shared-connection-view.ts';

export const listSharedConnections = installationAct({
  id: 'listSharedConnections',
  method: 'get',
  path: '/connections',
  summary: 'The connections that the house shares with every workspace',
  permission: 'installation.read',
  query: idPageQuery('conn'),
  answer: pageSchema(sharedConnectionSchema),
  async handle({ deps, definitions, query, nowMs }) {
    const shared = definitions.connections
      .filter((connection) => connection.shared)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: shared, keyOf: ({ id }) => id, query });
    const view = { definitions, providers: deps.providers, catalogue: await deps.catalogue(), nowMs };
    return { body: { data: items.map((connection) => sharedConnectionView({ ...view, connection })), next } };
  },
});
