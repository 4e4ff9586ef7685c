import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { requireNotFiles } from '../require-own.ts';
import { findKey, requireNotIde, requireNotRevoked } from './find-key.ts';
import { keyView, newKeySchema } from './key-view.ts';
import { newKeySecret } from './new-key-secret.ts';

const DAY_S = 86_400;
const MOST_OVERLAP_S = 30 * DAY_S;

export const rotateKey = workspaceAct({
  id: 'rotateKey',
  method: 'post',
  path: '/workspaces/{workspaceId}/keys/{keyId}/rotate',
  summary: 'Give a key a new secret',
  description: 'The secret before works on for `overlap_seconds`: a day unless you say otherwise, 0 for not at all.',
  permission: 'keys.write',
  params: z.strictObject({ keyId: z.string().max(100) }),
  body: z.strictObject({ overlap_seconds: z.int().min(0).max(MOST_OVERLAP_S).default(DAY_S) }),
  answer: newKeySchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, nowMs }) {
    const worksUntilMs = nowMs + body.overlap_seconds * 1_000;
    const { key, definitions, secret } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId: workspace.id });
        const current = findKey({ definitions: read, workspaceId: workspace.id, keyId: params.keyId });
        requireNotFiles({ owner: current.owner, what: `The key "${current.name}"` });
        requireNotIde(current);
        requireNotRevoked({ key: current, definitions: read, nowMs });
        const fresh = newKeySecret({ kind: current.kind, deps, nowMs });
        const older = current.secrets.map((known) => ({
          ...known,
          // An earlier end, of a rotation before this one, stays.
          rotatedOutAtMs: Math.min(known.rotatedOutAtMs ?? worksUntilMs, worksUntilMs),
        }));
        const rotated = { ...current, secrets: [...older, fresh.kept] };
        await writes.saveKey(rotated);
        return { key: rotated, definitions: read, secret: fresh.secret };
      },
    });
    return { body: { ...keyView({ key, definitions, nowMs }), secret }, tagOf: key };
  },
});
