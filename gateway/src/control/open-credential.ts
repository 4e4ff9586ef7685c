import * as z from 'zod';
import { credentialBinding } from '../domain/credential-binding.ts';
import type { ConnectionDefinition } from '../domain/definitions.ts';
import { hostOf } from '../domain/host-of.ts';
import { parseJson } from '../domain/json.ts';
import { type Vault, VaultError } from '../domain/vault.ts';

type Credential = Readonly<Record<string, string>>;
type Bound = Pick<ConnectionDefinition, 'id' | 'workspaceId' | 'credentialVersion' | 'baseUrl'>;

const credentialSchema = z.record(z.string(), z.string());

/** Seals a credential for this connection, this version of it and this host, and for nothing else. */
export function sealCredential({
  connection,
  credential,
  vault,
}: {
  readonly connection: Bound;
  readonly credential: Credential;
  readonly vault: Pick<Vault, 'seal'>;
}): string | undefined {
  if (Object.keys(credential).length === 0) return undefined;
  return vault.seal({ plaintext: JSON.stringify(credential), binding: bindingOf(connection) });
}

/** The secrets of a connection by field name; empty where it has none. @throws VaultError if they do not open */
export function openCredential({
  connection,
  vault,
}: {
  readonly connection: Bound & Pick<ConnectionDefinition, 'sealedCredential'>;
  readonly vault: Pick<Vault, 'open'>;
}): Credential {
  if (connection.sealedCredential === undefined) return {};
  const opened = vault.open({ sealed: connection.sealedCredential, binding: bindingOf(connection) });
  const json = parseJson(opened);
  const parsed = credentialSchema.safeParse(json.ok ? json.value : undefined);
  if (!parsed.success) throw new VaultError('the sealed text holds no credential');
  return parsed.data;
}

function bindingOf(connection: Bound): string {
  return credentialBinding({
    workspaceId: connection.workspaceId,
    connectionId: connection.id,
    credentialVersion: connection.credentialVersion,
    host: hostOf(connection.baseUrl),
  });
}
