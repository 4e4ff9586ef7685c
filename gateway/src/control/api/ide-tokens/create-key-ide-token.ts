import { labelSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { findKey, requireFreeKeyName, requireNotRevoked } from '../keys/find-key.ts';
import { keyView, newKeySchema } from '../keys/key-view.ts';
import { problemsError } from '../read-input.ts';
import { wrongState } from '../wrong-state.ts';
import { ideTokenFields } from './ide-token-fields.ts';
import { makeIdeToken } from './make-ide-token.ts';

export const createKeyIdeToken = workspaceAct({
  id: 'createKeyIdeToken',
  method: 'post',
  path: '/workspaces/{workspaceId}/keys/{keyId}/ide-tokens',
  summary: 'Make an IDE token from a live key',
  description:
    'An `lkia_…` token that works for hours. It has the route and the allowed addresses of its key, at most the scopes of ' +
    'it, draws on its budgets, and ends with it.',
  permission: 'keys.write',
  status: 201,
  params: z.strictObject({ keyId: z.string().max(100) }),
  body: z.strictObject({ ...ideTokenFields, member: labelSchema.optional().describe('Default: that of the key') }),
  answer: newKeySchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, nowMs }) {
    const workspaceId = workspace.id;
    const { token, secret, definitions } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId });
        const parent = findKey({ definitions: read, workspaceId, keyId: params.keyId });
        requireNotRevoked({ key: parent, definitions: read, nowMs });
        if (parent.kind !== 'live') {
          const hint = 'Make it from a live key: a token calls providers.';
          throw wrongState({ message: `"${parent.name}" is no live key.`, hint });
        }
        const beyond = (body.scopes ?? []).filter((scope) => parent.scopes?.includes(scope) === false);
        if (beyond.length > 0) {
          const message = `the key "${parent.name}" itself may not use ${beyond.join(', ')}`;
          throw problemsError([{ param: 'scopes', message }]);
        }
        const made = makeIdeToken({
          deps,
          nowMs,
          workspaceId,
          body,
          routeId: parent.routeId,
          member: body.member ?? parent.member,
          // Tags count budgets: those of the key go on counting.
          tags: [...new Set([...parent.tags, ...(body.tags ?? [])])],
          from: { parentKeyId: parent.id },
        });
        requireFreeKeyName({ definitions: read, workspaceId, name: made.token.name });
        await writes.saveKey(made.token);
        return { ...made, definitions: read };
      },
    });
    return { body: { ...keyView({ key: token, definitions, nowMs }), secret }, tagOf: token };
  },
});
