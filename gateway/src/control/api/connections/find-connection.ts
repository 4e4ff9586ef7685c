import type { ConnectionDefinition, Definitions, WorkspaceDefinition } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { usableConnections } from '../../usable-connections.ts';
import type { Caller } from '../caller.ts';
import { notFound } from '../require-own.ts';

type Connections = Pick<Definitions, 'connections'>;

/** Finds what an act is about, in definitions as they are at that moment. @throws GatewayError not_found, permission_denied */
export type FindConnection = (definitions: Connections) => ConnectionDefinition;

interface Place {
  readonly workspace: WorkspaceDefinition;
  readonly connectionId: string;
}

/** What a workspace may see: its own, and what the house shares with it. @throws GatewayError not_found */
export function findUsable({
  workspace,
  connectionId,
  definitions,
}: Place & { readonly definitions: Connections }): ConnectionDefinition {
  const usable = seenBy({ definitions, workspace });
  const found = usable.find(({ id }) => id === connectionId);
  if (found === undefined) throw notFound({ noun: 'connection', list: `/api/workspaces/${workspace.id}/connections` });
  return found;
}

export function seenBy({
  definitions: { connections },
  workspace,
}: {
  readonly definitions: Connections;
  readonly workspace: WorkspaceDefinition;
}): readonly ConnectionDefinition[] {
  const own = connections.filter(({ workspaceId }) => workspaceId === workspace.id);
  const usable = usableConnections({ connections, workspaceId: workspace.id });
  return [...own, ...usable.filter(({ workspaceId }) => workspaceId !== workspace.id)];
}

/** For acts of a workspace that change or call a connection. */
export function ownOf({ workspace, connectionId, caller }: Place & { readonly caller: Caller }): FindConnection {
  return (definitions) => {
    const found = findUsable({ workspace, connectionId, definitions });
    requireMayManage({ caller, connections: [found] });
    if (found.workspaceId === workspace.id) return found;
    throw new GatewayError('permission_denied', {
      reason: 'installation_only',
      message: 'This connection belongs to another workspace, which shares it.',
      hint: 'An administrator of the installation changes it at /api/connections.',
    });
  };
}

/** For acts of the installation. */
export function sharedOne({ connectionId }: Pick<Place, 'connectionId'>): FindConnection {
  return ({ connections }) => {
    const found = connections.find(({ id, shared }) => id === connectionId && shared);
    if (found !== undefined) return found;
    throw new GatewayError('not_found', {
      message: 'There is no such shared connection.',
      hint: 'GET /api/connections lists the ones that there are.',
    });
  };
}

/**
 * Platform access is the house's account and the house's price: whoever has only a workspace could make its own requests
 * free. @throws GatewayError permission_denied
 */
export function requireMayManage({
  caller,
  connections,
}: {
  readonly caller: Caller;
  /** Before and after. */
  readonly connections: readonly Pick<ConnectionDefinition, 'access' | 'shared'>[];
}): void {
  if (connections.every(({ access, shared }) => access === 'byok' && !shared)) return;
  if (caller.ofInstallation.has('installation.write')) return;
  throw new GatewayError('permission_denied', {
    reason: 'installation_only',
    message: "Platform access is the house's: only the installation makes, changes and checks it.",
    hint: 'Ask an administrator of this installation, or use access "byok".',
    extra: { permission: 'installation.write' },
  });
}
