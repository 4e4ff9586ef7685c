import { nameSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { wrongState } from '../wrong-state.ts';
import { findKey, requireFreeKeyName, requireNotRevoked } from './find-key.ts';
import { keyView, newKeySchema } from './key-view.ts';
import { newKeySecret } from './new-key-secret.ts';

const LONGEST_NAME = 64;
const SUFFIX = ' test';

export const createKeyTwin = workspaceAct({
  id: 'createKeyTwin',
  method: 'post',
  path: '/workspaces/{workspaceId}/keys/{keyId}/twin',
  summary: 'Make the test twin of a live key',
  description: 'An `lk_test_…` key with the same route and settings, which the sandbox answers. A live key has one.',
  permission: 'keys.write',
  status: 201,
  params: z.strictObject({ keyId: z.string().max(100) }),
  body: z.strictObject({ name: nameSchema.optional().describe("Default: the live key's name and “test”") }),
  answer: newKeySchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, nowMs }) {
    const workspaceId = workspace.id;
    const { secret, kept } = newKeySecret({ kind: 'test', deps, nowMs });
    const { key, definitions } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId });
        const live = findKey({ definitions: read, workspaceId, keyId: params.keyId });
        requireNotRevoked({ key: live, definitions: read, nowMs });
        if (live.kind !== 'live') {
          const hint = 'Make it of a live key.';
          throw wrongState({ message: `"${live.name}" is no live key: only those have a twin.`, hint });
        }
        const twin = read.keys.find(({ twinOfKeyId, revokedAtMs }) => twinOfKeyId === live.id && !revokedAtMs);
        if (twin !== undefined) {
          const hint = `Rotate ${twin.id} for a new secret, or revoke it first.`;
          throw wrongState({ message: `"${live.name}" has a twin already: "${twin.name}".`, hint });
        }
        const name = body.name ?? `${live.name.slice(0, LONGEST_NAME - SUFFIX.length)}${SUFFIX}`;
        requireFreeKeyName({ definitions: read, workspaceId, name });
        const created = {
          ...live,
          id: deps.ids.next('key'),
          name,
          kind: 'test',
          secrets: [kept],
          twinOfKeyId: live.id,
          owner: 'console',
          createdAtMs: nowMs,
        } as const;
        await writes.saveKey(created);
        return { key: created, definitions: read };
      },
    });
    return { body: { ...keyView({ key, definitions, nowMs }), secret }, tagOf: key };
  },
});
