import * as z from 'zod';
import { boundByParent, keysById } from '../../bound-by-parent.ts';
import { workspaceAct } from '../act.ts';
import { KEY_STATES, keySchema, keyView, stateOf } from '../keys/key-view.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';

export const listIdeTokens = workspaceAct({
  id: 'listIdeTokens',
  method: 'get',
  path: '/workspaces/{workspaceId}/ide-tokens',
  summary: 'The IDE tokens of a workspace',
  description: 'Oldest first. Those that ended more than 30 days ago are removed.',
  permission: 'keys.read',
  query: idPageQuery('key').extend({
    key_id: z.string().max(100).optional().describe('Only those that were made from this key'),
    member: z.string().max(100).optional(),
    state: z.enum(KEY_STATES).optional(),
  }),
  answer: pageSchema(keySchema),
  async handle({ definitions, workspace, query, nowMs }) {
    const own = definitions.keys.filter(({ workspaceId }) => workspaceId === workspace.id);
    const keys = keysById(own);
    const found = own
      .filter(({ kind }) => kind === 'ide')
      .filter((given) => {
        const key = boundByParent({ key: given, keys });
        if (query.key_id !== undefined && key.parentKeyId !== query.key_id) return false;
        if (query.member !== undefined && key.member !== query.member) return false;
        return query.state === undefined || stateOf({ key, nowMs }) === query.state;
      })
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: found, keyOf: ({ id }) => id, query });
    return {
      body: { data: items.map((key) => keyView({ key, definitions: { ...definitions, keys: own }, nowMs })), next },
    };
  },
});
