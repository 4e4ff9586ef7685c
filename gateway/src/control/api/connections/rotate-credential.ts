import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import { sealCredential } from '../../open-credential.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { requireNotFiles } from '../require-own.ts';
import { credentialProblems } from './connection-problems.ts';
import { connectionView } from './connection-view.ts';
import type { FindConnection } from './find-connection.ts';
import { readAround } from './read-around.ts';

/**
 * A new credential: requests that begin from now on use it. Those under way go on with the one that they began with, on
 * connections of their own. @throws GatewayError validation_error, conflict, not_found, permission_denied
 */
export async function rotateCredential({
  deps,
  acting,
  nowMs,
  workspace,
  find,
  credential,
}: ActContext & {
  readonly workspace?: WorkspaceDefinition;
  readonly find: FindConnection;
  readonly credential: Readonly<Record<string, string>>;
}): Promise<ActAnswer> {
  const { vault, providers } = deps;
  const connection = await deps.store.write({
    ...acting,
    async work(writes) {
      const current = find(await readAround({ writes, workspace, find }));
      requireNotFiles({ owner: current.owner, what: `The connection "${current.name}"` });
      const adapter = providers.get(current.provider);
      const problems = adapter === undefined ? [] : credentialProblems({ adapter, credential });
      if (problems.length > 0) throw problemsError(problems);
      const next = { ...current, credentialVersion: current.credentialVersion + 1 };
      const rotated = { ...next, sealedCredential: sealCredential({ connection: next, credential, vault }) };
      await writes.saveConnection(rotated);
      return rotated;
    },
  });
  const view = connectionView({ connection, isOwn: true, providers, catalogue: await deps.catalogue(), nowMs });
  return { body: view, tagOf: connection };
}
