import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { findKey } from './find-key.ts';
import { keySchema, keyView } from './key-view.ts';

export const revokeKey = workspaceAct({
  id: 'revokeKey',
  method: 'post',
  path: '/workspaces/{workspaceId}/keys/{keyId}/revoke',
  summary: 'Revoke a key for good',
  description:
    'It is refused from now on, with the IDE tokens that were made from it, and what runs for it ends within seconds. A ' +
    'key that a file declares leaves the hands of the file: applying it again does not bring the secret back.',
  permission: 'keys.write',
  whileRemoved: true,
  params: z.strictObject({ keyId: z.string().max(100) }),
  answer: keySchema,
  async handle({ deps, acting, workspace, params, nowMs }) {
    const { key, definitions } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId: workspace.id });
        const current = findKey({ definitions: read, workspaceId: workspace.id, keyId: params.keyId });
        if (current.revokedAtMs !== undefined) return { key: current, definitions: read };
        const owner = current.owner === 'file' ? 'console' : current.owner;
        const revoked = { ...current, owner, revokedAtMs: nowMs } as const;
        await writes.saveKey(revoked);
        return { key: revoked, definitions: await writes.read({ workspaceId: workspace.id }) };
      },
    });
    return { body: keyView({ key, definitions, nowMs }), tagOf: key };
  },
});
