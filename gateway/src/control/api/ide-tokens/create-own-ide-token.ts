import { labelSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { workspaceAct } from '../act.ts';
import { requireFreeKeyName } from '../keys/find-key.ts';
import { keyView, newKeySchema } from '../keys/key-view.ts';
import { problemsError } from '../read-input.ts';
import { ideTokenFields } from './ide-token-fields.ts';
import { makeIdeToken } from './make-ide-token.ts';

export const createOwnIdeToken = workspaceAct({
  id: 'createOwnIdeToken',
  method: 'post',
  path: '/workspaces/{workspaceId}/ide-tokens',
  summary: 'Make an IDE token for yourself',
  description:
    'For whoever signed in. It is revoked when they leave the workspace, and counts for budgets and reports as theirs, by ' +
    'their mail address.',
  // Not keys.read: a token spends money, which nobody may do who only looks.
  permission: 'keys.write',
  status: 201,
  body: z.strictObject({ ...ideTokenFields, route_id: z.string().max(100) }),
  answer: newKeySchema,
  errors: ['conflict'],
  async handle({ deps, acting, caller, workspace, body, nowMs }) {
    const workspaceId = workspace.id;
    const { actor, personId } = caller;
    if (personId === undefined) {
      throw new GatewayError('permission_denied', {
        reason: 'token_scope',
        message: "An IDE token of one's own is for somebody who signed in.",
        hint: 'Make it from a key: POST /api/workspaces/{workspaceId}/keys/{keyId}/ide-tokens.',
      });
    }
    const { token, secret, definitions } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId });
        const route = read.routes.find((one) => one.workspaceId === workspaceId && one.id === body.route_id);
        if (route === undefined) {
          throw problemsError([{ param: 'route_id', message: 'there is no such route in this workspace' }]);
        }
        const made = makeIdeToken({
          deps,
          nowMs,
          workspaceId,
          body,
          routeId: route.id,
          member: labelSchema.safeParse(nameOf(actor)).data ?? personId,
          tags: [...new Set(body.tags ?? [])],
          from: { personId },
        });
        requireFreeKeyName({ definitions: read, workspaceId, name: made.token.name });
        await writes.saveKey(made.token);
        return { ...made, definitions: read };
      },
    });
    return { body: { ...keyView({ key: token, definitions, nowMs }), secret }, tagOf: token };
  },
});

function nameOf(actor: { readonly kind: string; readonly name?: string }): string | undefined {
  return actor.name;
}
