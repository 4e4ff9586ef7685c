import type { ConnectionDefinition } from '../../../domain/definitions.ts';
import { nameTaken } from '../workspaces/name-taken.ts';

/**
 * A name is one connection's within its workspace, and one's among the shared ones. Names differ by more than case, or
 * people mix them up. @throws GatewayError conflict
 */
export function requireNameFree({
  connection,
  connections,
}: {
  readonly connection: ConnectionDefinition;
  /** Of the whole installation. */
  readonly connections: readonly ConnectionDefinition[];
}): void {
  const isSame = (other: ConnectionDefinition) =>
    other.id !== connection.id && other.name.toLowerCase() === connection.name.toLowerCase();
  const isNear = (other: ConnectionDefinition) =>
    other.workspaceId === connection.workspaceId || (connection.shared && other.shared);
  if (connections.some((other) => isNear(other) && isSame(other))) throw nameTaken(connection.name);
}
