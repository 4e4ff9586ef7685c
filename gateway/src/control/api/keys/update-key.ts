import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { workspaceAct } from '../act.ts';
import type { Caller } from '../caller.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { requireNotFiles } from '../require-own.ts';
import { findKey, requireFreeKeyName, requireNotIde, requireNotRevoked } from './find-key.ts';
import { keyPatch, settingsFrom } from './key-fields.ts';
import { keySchema, keyView } from './key-view.ts';

export const updateKey = workspaceAct({
  id: 'updateKey',
  method: 'patch',
  path: '/workspaces/{workspaceId}/keys/{keyId}',
  summary: 'Rename a key, give it another route, change what it may do',
  description:
    'Fields that are left out stay as they are; `null` takes a value away. To change the budget of a key takes the ' +
    'permission `budgets.write` as well.',
  permission: 'keys.write',
  edits: true,
  params: z.strictObject({ keyId: z.string().max(100) }),
  body: keyPatch,
  answer: keySchema,
  errors: ['conflict'],
  async handle({ deps, acting, caller, workspace, params, body, ifMatch, nowMs }) {
    const workspaceId = workspace.id;
    if (body.budget !== undefined) requireMayBudget({ caller, permissions: caller.permissionsIn(workspaceId) });
    const { key, definitions } = await deps.store.write({
      ...acting,
      async work(writes) {
        const read = await writes.read({ workspaceId });
        const current = findKey({ definitions: read, workspaceId, keyId: params.keyId });
        requireUnchanged({ ifMatch, current });
        requireNotFiles({ owner: current.owner, what: `The key "${current.name}"` });
        requireNotIde(current);
        requireNotRevoked({ key: current, definitions: read, nowMs });
        const { name = current.name, ...fields } = body;
        requireFreeKeyName({ definitions: read, workspaceId, name, except: current.id });
        const settings = settingsFrom({ body: fields, before: current, workspaceId, definitions: read, nowMs });
        const changed = { ...current, ...settings, name };
        await writes.saveKey(changed);
        return { key: changed, definitions: read };
      },
    });
    return { body: keyView({ key, definitions, nowMs }), tagOf: key };
  },
});

/** Whoever may not change budgets does not lift that of a key either. @throws GatewayError permission_denied */
function requireMayBudget({
  caller,
  permissions,
}: {
  readonly caller: Caller;
  readonly permissions: ReturnType<Caller['permissionsIn']>;
}): void {
  if (permissions?.has('budgets.write')) return;
  throw new GatewayError('permission_denied', {
    reason: caller.actor.kind === 'token' ? 'token_scope' : 'role',
    param: 'budget',
    message: 'To change the budget of a key takes the permission "budgets.write".',
    hint: 'Leave "budget" out, or ask somebody who may change budgets.',
    extra: { permission: 'budgets.write' },
  });
}
