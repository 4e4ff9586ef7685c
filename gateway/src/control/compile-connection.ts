import type { ConnectionDefinition } from '../domain/definitions.ts';
import type { Connection } from '../domain/route.ts';
import { type Vault, VaultError } from '../domain/vault.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import { openCredential } from './open-credential.ts';

export interface CompiledConnection {
  readonly connection: Connection;
  readonly definition: ConnectionDefinition;
  /** Undefined: this version of LatentKit does not know the provider. */
  readonly adapter: ProviderAdapter | undefined;
}

/** What is wrong with one object: it is left out or disabled, and everything else works on. */
export interface SnapshotProblem {
  readonly object: string;
  readonly message: string;
  /** Where the configuration file says it, if it is one field: `workspace.plan`. */
  readonly setting?: string;
}

/** A connection that cannot be used is compiled as disabled: it may not take the others down. */
export function compileConnection({
  definition,
  vault,
  providers,
}: {
  readonly definition: ConnectionDefinition;
  readonly vault: Pick<Vault, 'open'>;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
}): { readonly compiled: CompiledConnection; readonly problem: SnapshotProblem | undefined } {
  const adapter = providers.get(definition.provider);
  const opened = adapter === undefined ? UNKNOWN_PROVIDER : openChecked({ definition, adapter, vault });
  const fault = 'fault' in opened ? opened.fault : undefined;
  const connection: Connection = {
    id: definition.id,
    name: definition.name,
    provider: definition.provider,
    access: definition.access,
    enabled: definition.enabled && fault === undefined,
    baseUrl: definition.baseUrl ?? adapter?.defaultBaseUrl ?? '',
    credential: 'credential' in opened ? opened.credential : {},
    credentialId: `${definition.id}.${definition.credentialVersion}`,
    trusted: definition.trusted,
    headers: definition.headers,
  };
  return {
    compiled: { connection, definition, adapter },
    problem: fault === undefined ? undefined : { object: `connection ${definition.name}`, message: fault },
  };
}

type Opened = { readonly credential: Readonly<Record<string, string>> } | { readonly fault: string };

const UNKNOWN_PROVIDER: Opened = { fault: 'this version of LatentKit does not know its provider; it is disabled' };

function openChecked({
  definition,
  adapter,
  vault,
}: {
  readonly definition: ConnectionDefinition;
  readonly adapter: ProviderAdapter;
  readonly vault: Pick<Vault, 'open'>;
}): Opened {
  if (definition.baseUrl === undefined && adapter.defaultBaseUrl === undefined && adapter.transport === undefined) {
    return { fault: 'it has no base_url, and its provider has no address of its own; it is disabled' };
  }
  if (definition.unreadableHeaders !== undefined) {
    return { fault: 'its headers do not open; it is disabled until they are entered again' };
  }
  try {
    const credential = openCredential({ connection: definition, vault });
    if (adapter.credential.safeParse(credential).success) return { credential };
    return { fault: 'its credential is not complete; it is disabled until the credential is entered again' };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return { fault: 'its credential does not open; it is disabled until the credential is entered again' };
  }
}
