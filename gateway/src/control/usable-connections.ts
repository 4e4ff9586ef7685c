import type { ConnectionDefinition } from '../domain/definitions.ts';
import type { WorkspaceId } from '../domain/ids.ts';

/**
 * The connections that routes of a workspace may name, each name once: its own first, then those that the house shares
 * with every workspace. Of two shared ones with one name the older counts.
 */
export function usableConnections({
  connections,
  workspaceId,
}: {
  /** Of the whole installation, oldest first. */
  readonly connections: readonly ConnectionDefinition[];
  readonly workspaceId: WorkspaceId;
}): readonly ConnectionDefinition[] {
  const byName = new Map<string, ConnectionDefinition>();
  const own = connections.filter((connection) => connection.workspaceId === workspaceId);
  const shared = connections.filter((connection) => connection.shared && connection.workspaceId !== workspaceId);
  for (const connection of [...own, ...shared]) {
    if (!byName.has(connection.name)) byName.set(connection.name, connection);
  }
  return [...byName.values()];
}
