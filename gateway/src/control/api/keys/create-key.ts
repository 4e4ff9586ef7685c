import type { KeyDefinition } from '../../../domain/definitions.ts';
import { workspaceAct } from '../act.ts';
import { requireFreeKeyName } from './find-key.ts';
import { newKeyBody, settingsFrom } from './key-fields.ts';
import { keyView, newKeySchema } from './key-view.ts';
import { newKeySecret } from './new-key-secret.ts';

export const createKey = workspaceAct({
  id: 'createKey',
  method: 'post',
  path: '/workspaces/{workspaceId}/keys',
  summary: 'Make a key',
  description:
    'The answer holds its secret, once. A test key (`lk_test_…`) is answered by the sandbox and costs nothing.',
  permission: 'keys.write',
  status: 201,
  body: newKeyBody,
  answer: newKeySchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, body, nowMs }) {
    const { name, kind = 'live', ...fields } = body;
    const workspaceId = workspace.id;
    const { secret, kept } = newKeySecret({ kind, deps, nowMs });
    const { key, definitions } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId });
        requireFreeKeyName({ definitions: read, workspaceId, name });
        const created: KeyDefinition = {
          ...settingsFrom({ body: fields, workspaceId, definitions: read, nowMs }),
          id: deps.ids.next('key'),
          workspaceId,
          name,
          kind,
          secrets: [kept],
          revokedAtMs: undefined,
          owner: 'console',
          createdAtMs: nowMs,
        };
        await writes.saveKey(created);
        return { key: created, definitions: read };
      },
    });
    return { body: { ...keyView({ key, definitions, nowMs }), secret }, tagOf: key };
  },
});
