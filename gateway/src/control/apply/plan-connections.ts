import type { ConfigConnection } from '../../config/config.ts';
import type { ConnectionDefinition } from '../../domain/definitions.ts';
import { hostOf } from '../../domain/host-of.ts';
import { VaultError } from '../../domain/vault.ts';
import { openCredential, sealCredential } from '../open-credential.ts';
import {
  isFilesToChange,
  joinParts,
  NOTHING,
  nameConflict,
  type PlannedPart,
  type PlanPartInput,
  takeOverNote,
} from './apply-plan.ts';
import type { FieldChange } from './change.ts';
import { compareValues } from './compare-values.ts';
import { modelsWords } from './config-words.ts';

export interface PlanConnectionsInput extends PlanPartInput {
  readonly connections: readonly ConfigConnection[];
}

export function planConnections(input: PlanConnectionsInput): PlannedPart {
  const inWorkspace = input.definitions.connections.filter(({ workspaceId }) => workspaceId === input.workspaceId);
  const named = new Set(input.connections.map(({ name }) => name));
  return joinParts([
    ...input.connections.map((wanted) => {
      const existing = inWorkspace.find(({ name }) => name === wanted.name);
      return planConnection({ ...input, wanted, existing });
    }),
    ...inWorkspace.filter(({ owner, name }) => owner === 'file' && !named.has(name)).map(planRemoval),
  ]);
}

interface PlanConnectionInput extends PlanPartInput {
  readonly wanted: ConfigConnection;
  readonly existing: ConnectionDefinition | undefined;
}

function planConnection(input: PlanConnectionInput): PlannedPart {
  const { wanted, existing } = input;
  if (existing !== undefined && !isFilesToChange(existing.owner)) {
    return { ...NOTHING, conflicts: [nameConflict({ noun: 'connection', name: wanted.name, owner: existing.owner })] };
  }
  const secrets = compareSecrets(input);
  const fields = [
    ...compareValues({ before: existing === undefined ? {} : words(existing), after: words(wanted) }),
    ...compareHeaders({ existing, after: wanted.headers }),
    ...secrets,
  ];
  if (existing !== undefined && fields.length === 0 && existing.trusted && existing.owner === 'file') return NOTHING;
  const row = toRow({ ...input, renewed: secrets.length > 0 });
  const action = existing === undefined ? 'create' : 'update';
  return {
    ...NOTHING,
    changes: [{ object: 'connection', name: wanted.name, action, fields, note: takeOverNote(existing?.owner) }],
    writes: [{ act: 'saveConnection', row }],
  };
}

function toRow({
  wanted,
  existing,
  renewed,
  workspaceId,
  vault,
  ids,
  nowMs,
}: PlanConnectionInput & { readonly renewed: boolean }): ConnectionDefinition {
  const elsewhere =
    existing !== undefined &&
    (existing.provider !== wanted.provider || hostOf(existing.baseUrl) !== hostOf(wanted.baseUrl));
  const grows = renewed || elsewhere;
  const row: ConnectionDefinition = {
    id: existing?.id ?? ids.next('conn'),
    workspaceId,
    name: wanted.name,
    provider: wanted.provider,
    access: wanted.access,
    marginPercent: wanted.marginPercent,
    enabled: wanted.enabled,
    baseUrl: wanted.baseUrl,
    trusted: true,
    headers: wanted.headers,
    sealedCredential: undefined,
    credentialVersion: existing === undefined ? 1 : existing.credentialVersion + (grows ? 1 : 0),
    models: wanted.models,
    shared: existing?.shared ?? false,
    owner: 'file',
    createdAtMs: existing?.createdAtMs ?? nowMs,
  };
  const sealedCredential =
    existing === undefined || grows
      ? sealCredential({ connection: row, credential: wanted.credential, vault })
      : existing.sealedCredential;
  return { ...row, sealedCredential };
}

/** Secrets are compared in clear and named, never shown. */
function compareSecrets({ wanted, existing, vault }: PlanConnectionInput): FieldChange[] {
  const before = existing === undefined ? {} : readStored({ existing, vault });
  if (before === undefined) return [{ field: 'credential', before: 'cannot be opened any more', after: 'set' }];
  return compareHidden({ before, after: wanted.credential, field: (name) => name });
}

function readStored({
  existing,
  vault,
}: {
  readonly existing: ConnectionDefinition;
  readonly vault: PlanPartInput['vault'];
}): Readonly<Record<string, string>> | undefined {
  try {
    return openCredential({ connection: existing, vault });
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}

/** Their values may be secrets, too. */
function compareHeaders({
  existing,
  after,
}: {
  readonly existing: ConnectionDefinition | undefined;
  readonly after: Readonly<Record<string, string>>;
}): FieldChange[] {
  if (existing?.unreadableHeaders !== undefined) {
    return [{ field: 'headers', before: 'cannot be opened any more', after: 'set' }];
  }
  return compareHidden({ before: existing?.headers ?? {}, after, field: (name) => `headers.${name}` });
}

function compareHidden({
  before,
  after,
  field,
}: {
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly field: (name: string) => string;
}): FieldChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    if (before[name] === after[name]) return [];
    const was = before[name] === undefined ? undefined : 'set';
    const is = after[name] === undefined ? undefined : was === undefined ? 'set' : 'changed';
    return [{ field: field(name), before: was, after: is }];
  });
}

function words(connection: ConfigConnection | ConnectionDefinition) {
  return {
    provider: connection.provider,
    access: connection.access,
    margin_percent: connection.marginPercent || undefined,
    enabled: connection.enabled,
    base_url: connection.baseUrl,
    ...modelsWords(connection.models),
  };
}

function planRemoval({ id, name }: ConnectionDefinition): PlannedPart {
  return {
    ...NOTHING,
    changes: [{ object: 'connection', name, action: 'remove', fields: [], note: 'no longer in the file' }],
    writes: [{ act: 'removeConnection', id }],
  };
}
