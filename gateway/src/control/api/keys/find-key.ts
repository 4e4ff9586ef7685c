import type { Definitions, KeyDefinition } from '../../../domain/definitions.ts';
import type { WorkspaceId } from '../../../domain/ids.ts';
import { boundByParent, keysById } from '../../bound-by-parent.ts';
import { notFound } from '../require-own.ts';
import { nameTaken } from '../workspaces/name-taken.ts';
import { wrongState } from '../wrong-state.ts';
import { stateOf } from './key-view.ts';

interface InWorkspace {
  readonly definitions: Pick<Definitions, 'keys'>;
  readonly workspaceId: WorkspaceId;
}

/** @throws GatewayError not_found, also for a key of another workspace */
export function findKey({ definitions, workspaceId, keyId }: InWorkspace & { readonly keyId: string }): KeyDefinition {
  const found = definitions.keys.find((key) => key.workspaceId === workspaceId && key.id === keyId);
  if (found !== undefined) return found;
  throw notFound({ noun: 'key', list: `/api/workspaces/${workspaceId}/keys` });
}

/** Revoked keys keep their names, and stand in nobody's way. @throws GatewayError conflict */
export function requireFreeKeyName({
  definitions,
  workspaceId,
  name,
  except,
}: InWorkspace & { readonly name: string; readonly except?: string }): void {
  const isTaken = definitions.keys.some(
    (key) => key.workspaceId === workspaceId && key.name === name && key.revokedAtMs === undefined && key.id !== except,
  );
  if (isTaken) throw nameTaken(name);
}

/** @throws GatewayError conflict: it was revoked */
export function requireNotRevoked({
  key,
  definitions,
  nowMs,
}: {
  readonly key: KeyDefinition;
  readonly definitions: Pick<Definitions, 'keys'>;
  readonly nowMs: number;
}): void {
  const bound = boundByParent({ key, keys: keysById(definitions.keys) });
  if (stateOf({ key: bound, nowMs }) !== 'revoked') return;
  throw wrongState({
    message: `The key "${key.name}" is revoked, and stays so.`,
    hint: 'Create a new key.',
  });
}

/** What a short-lived token says is settled when it is made. @throws GatewayError conflict */
export function requireNotIde(key: KeyDefinition): void {
  if (key.kind !== 'ide') return;
  throw wrongState({
    message: `"${key.name}" is an IDE token, which is not changed after it was made.`,
    hint: 'Revoke it, and make another one.',
  });
}
