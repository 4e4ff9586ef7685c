import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { keySchema, keyView } from '../keys/key-view.ts';
import { notFound } from '../require-own.ts';

export const revokeIdeToken = workspaceAct({
  id: 'revokeIdeToken',
  method: 'post',
  path: '/workspaces/{workspaceId}/ide-tokens/{keyId}/revoke',
  summary: 'Revoke an IDE token',
  permission: 'keys.write',
  whileRemoved: true,
  params: z.strictObject({ keyId: z.string().max(100) }),
  answer: keySchema,
  async handle({ deps, acting, workspace, params, nowMs }) {
    const { token, definitions } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId: workspace.id });
        const found = read.keys.find(
          ({ workspaceId, id, kind }) => workspaceId === workspace.id && id === params.keyId && kind === 'ide',
        );
        if (found === undefined) {
          throw notFound({ noun: 'IDE token', list: `/api/workspaces/${workspace.id}/ide-tokens` });
        }
        const revoked = { ...found, revokedAtMs: found.revokedAtMs ?? nowMs };
        await writes.saveKey(revoked);
        return { token: revoked, definitions: read };
      },
    });
    return { body: keyView({ key: token, definitions, nowMs }), tagOf: token };
  },
});
