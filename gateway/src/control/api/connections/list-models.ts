import * as z from 'zod';
import { resolveModel } from '../../../config/resolve-model.ts';
import { workspaceAct } from '../act.ts';
import { pageOf, pageQuery, pageSchema } from '../page.ts';
import { connectionParams } from './connection-fields.ts';
import { connectionModelSchema, connectionModelView } from './connection-view.ts';
import { findUsable } from './find-connection.ts';

const source = z.enum(['operator', 'catalogue', 'provider']);

const listedModelSchema = z
  .strictObject({
    ...connectionModelSchema.shape,
    effective: z
      .strictObject({
        capabilities: z.array(z.string()),
        capabilities_from: source,
        context_window: z.int().nullable(),
        max_output_tokens: z.int().nullable(),
        prices_from: source.nullable(),
      })
      .describe('What requests are planned by: the operator says first, then the catalogue, then the provider'),
  })
  .meta({ id: 'ListedModel' });

export const listConnectionModels = workspaceAct({
  id: 'listConnectionModels',
  method: 'get',
  path: '/workspaces/{workspaceId}/connections/{connectionId}/models',
  summary: 'The models of a connection, with what is known of each',
  description: 'Empty where any model may be used.',
  permission: 'connections.read',
  params: connectionParams,
  query: pageQuery.extend({ enabled: z.enum(['true', 'false']).optional() }),
  answer: pageSchema(listedModelSchema),
  async handle({ deps, workspace, definitions, params, query, nowMs }) {
    const connection = findUsable({ workspace, definitions, ...params });
    const wanted = connection.models
      .filter((model) => query.enabled === undefined || model.enabled === (query.enabled === 'true'))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: wanted, keyOf: ({ id }) => id, query });
    const { providers } = deps;
    const catalogue = await deps.catalogue();
    const adapter = providers.get(connection.provider);
    const isOwn = connection.workspaceId === workspace.id;
    const data = items.map((model) => {
      const known = adapter && resolveModel({ adapter, model: model.id, definition: model, catalogue });
      return {
        ...connectionModelView({ connection, model, isOwn, providers, catalogue, nowMs }),
        effective: {
          capabilities: [...(known?.capabilities ?? [])],
          capabilities_from: known?.capabilitiesFrom ?? 'provider',
          context_window: known?.contextWindow ?? null,
          max_output_tokens: known?.maxOutputTokens ?? null,
          prices_from: known?.pricesFrom ?? null,
        },
      };
    });
    return { body: { data, next } };
  },
});
