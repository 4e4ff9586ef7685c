import type { ConnectionDefinition } from '../../../domain/definitions.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { connectionView } from './connection-view.ts';
import { requireNameFree } from './name-free.ts';

/** Saves a new connection. @throws GatewayError conflict, validation_error where its workspace is gone */
export async function addConnection({
  deps,
  acting,
  nowMs,
  connection,
}: ActContext & { readonly connection: ConnectionDefinition }): Promise<ActAnswer> {
  await deps.store.write({
    ...acting,
    async work(writes) {
      const { workspaces, connections } = await writes.read({ workspaceId: connection.workspaceId });
      if (workspaces.every(({ id }) => id !== connection.workspaceId)) {
        throw problemsError([{ param: 'workspace_id', message: 'there is no such workspace' }]);
      }
      requireNameFree({ connection, connections });
      await writes.saveConnection(connection);
    },
  });
  const { providers } = deps;
  const view = connectionView({ connection, isOwn: true, providers, catalogue: await deps.catalogue(), nowMs });
  return { body: view, tagOf: connection };
}
