import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { connectionSchema, connectionView } from './connection-view.ts';
import { seenBy } from './find-connection.ts';

export const connectionsQuery = idPageQuery('conn').extend({
  provider: z.string().max(100).optional().describe('Only those of this provider'),
  access: z.enum(['byok', 'platform']).optional(),
  enabled: z.enum(['true', 'false']).optional(),
});

export const listConnections = workspaceAct({
  id: 'listConnections',
  method: 'get',
  path: '/workspaces/{workspaceId}/connections',
  summary: 'The connections that routes of a workspace may use',
  description: 'Its own, and those that the house shares with it.',
  permission: 'connections.read',
  query: connectionsQuery,
  answer: pageSchema(connectionSchema),
  async handle({ deps, workspace, definitions, query, nowMs }) {
    const { provider, access, enabled } = query;
    const wanted = seenBy({ definitions, workspace })
      .filter((connection) => provider === undefined || connection.provider === provider)
      .filter((connection) => access === undefined || connection.access === access)
      .filter((connection) => enabled === undefined || connection.enabled === (enabled === 'true'))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: wanted, keyOf: ({ id }) => id, query });
    const catalogue = await deps.catalogue();
    const view = { providers: deps.providers, catalogue, nowMs };
    const data = items.map((connection) =>
      connectionView({ ...view, connection, isOwn: connection.workspaceId === workspace.id }),
    );
    return { body: { data, next } };
  },
});
