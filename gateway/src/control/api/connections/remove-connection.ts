import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { requireNotFiles } from '../require-own.ts';
import type { FindConnection } from './find-connection.ts';
import { readAround } from './read-around.ts';
import { requireUnused, routesUsing } from './routes-using.ts';

/** @throws GatewayError conflict while a route needs it, not_found, permission_denied */
export async function removeConnection({
  deps,
  acting,
  workspace,
  find,
}: ActContext & { readonly workspace?: WorkspaceDefinition; readonly find: FindConnection }): Promise<ActAnswer> {
  await deps.store.write({
    ...acting,
    async work(writes) {
      const definitions = await readAround({ writes, workspace, find });
      const connection = find(definitions);
      const what = `The connection "${connection.name}"`;
      requireNotFiles({ owner: connection.owner, what });
      const hint = 'Publish these routes without it first; or disable it, which its attempts survive.';
      requireUnused({ uses: routesUsing({ connection, definitions }), what, hint });
      await writes.removeConnection(connection.id);
    },
  });
  return {};
}
