import type { Definitions, WorkspaceDefinition } from '../../../domain/definitions.ts';
import type { DefinitionWrites } from '../../../domain/store.ts';
import type { FindConnection } from './find-connection.ts';

/**
 * What can have to do with a connection, as a transaction sees it: its own workspace, or every one where the house shares it.
 * @throws GatewayError as `find` does
 */
export async function readAround({
  writes,
  workspace,
  find,
}: {
  readonly writes: Pick<DefinitionWrites, 'read'>;
  /** Undefined for acts of the installation, which are about shared ones. */
  readonly workspace: WorkspaceDefinition | undefined;
  readonly find: FindConnection;
}): Promise<Definitions> {
  if (workspace === undefined) return writes.read();
  const own = await writes.read({ workspaceId: workspace.id });
  return find(own).shared ? writes.read() : own;
}
