import { toModelDefinition } from '../../../config/to-definition.ts';
import type { ConnectionDefinition } from '../../../domain/definitions.ts';
import type { ConnectionId, WorkspaceId } from '../../../domain/ids.ts';
import type { Access } from '../../../domain/route.ts';
import { sealCredential } from '../../open-credential.ts';
import type { ActContext } from '../act.ts';
import { problemsError } from '../read-input.ts';
import type { NewConnection } from './connection-fields.ts';
import { connectionProblems } from './connection-problems.ts';
import { requireMayManage } from './find-connection.ts';

interface ToMake extends Pick<ActContext, 'deps' | 'caller' | 'nowMs'> {
  readonly body: NewConnection;
  readonly workspaceId: WorkspaceId;
  readonly access: Access;
  readonly shared: boolean;
}

/** A new connection as it would be saved, its credential sealed. @throws GatewayError permission_denied, validation_error */
export async function makeConnection(given: ToMake): Promise<ConnectionDefinition> {
  const { body, deps, caller } = given;
  const connection = rowOf({ ...given, id: deps.ids.next('conn') });
  requireMayManage({ caller, connections: [connection] });
  const catalogue = await deps.catalogue();
  const models = body.models ?? undefined;
  const problems = connectionProblems({ connection, models, credential: body.credential, deps, catalogue });
  if (problems.length > 0) throw problemsError(problems);
  const sealedCredential = sealCredential({ connection, credential: body.credential, vault: deps.vault });
  return { ...connection, sealedCredential };
}

function rowOf({
  id,
  body,
  workspaceId,
  access,
  shared,
  nowMs,
}: ToMake & { readonly id: ConnectionId }): ConnectionDefinition {
  return {
    id,
    workspaceId,
    name: body.name,
    provider: body.provider,
    access,
    marginPercent: body.margin_percent ?? 0,
    enabled: body.enabled,
    baseUrl: body.base_url ?? undefined,
    // Only what the operator wrote into the file may point at private addresses.
    trusted: false,
    headers: body.headers ?? {},
    sealedCredential: undefined,
    credentialVersion: 1,
    models: (body.models ?? []).map(toModelDefinition),
    shared,
    owner: 'console',
    createdAtMs: nowMs,
  };
}
