import * as z from 'zod';
import { boundByParent, keysById } from '../../bound-by-parent.ts';
import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { KEY_STATES, keySchema, keyView, stateOf } from './key-view.ts';

export const listKeys = workspaceAct({
  id: 'listKeys',
  method: 'get',
  path: '/workspaces/{workspaceId}/keys',
  summary: 'The keys of a workspace',
  description: 'Oldest first, IDE tokens included. Never their secrets.',
  permission: 'keys.read',
  query: idPageQuery('key').extend({
    kind: z.enum(['live', 'test', 'ide']).optional(),
    route_id: z.string().max(100).optional(),
    member: z.string().max(100).optional(),
    tag: z.string().max(100).optional(),
    state: z.enum(KEY_STATES).optional(),
  }),
  answer: pageSchema(keySchema),
  async handle({ definitions, workspace, query, nowMs }) {
    const own = definitions.keys.filter(({ workspaceId }) => workspaceId === workspace.id);
    const keys = keysById(own);
    const found = own
      .filter((given) => {
        const key = boundByParent({ key: given, keys });
        if (query.kind !== undefined && key.kind !== query.kind) return false;
        if (query.route_id !== undefined && key.routeId !== query.route_id) return false;
        if (query.member !== undefined && key.member !== query.member) return false;
        if (query.tag !== undefined && !key.tags.includes(query.tag)) return false;
        return query.state === undefined || stateOf({ key, nowMs }) === query.state;
      })
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: found, keyOf: ({ id }) => id, query });
    return {
      body: { data: items.map((key) => keyView({ key, definitions: { ...definitions, keys: own }, nowMs })), next },
    };
  },
});
