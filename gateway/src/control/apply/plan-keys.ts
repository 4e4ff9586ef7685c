import type { ConfigKey } from '../../config/config.ts';
import type { KeyDefinition, KeySecret } from '../../domain/definitions.ts';
import type { KeyId, RouteId } from '../../domain/ids.ts';
import { displayOfKey } from '../../domain/key-secret.ts';
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
import { budgetWords, rateLimitWords } from './config-words.ts';

export interface PlanKeysInput extends PlanPartInput {
  readonly keys: readonly ConfigKey[];
  /** Of the routes in the file, by name. */
  readonly routeIds: ReadonlyMap<string, RouteId>;
}

/**
 * A key that leaves the file is revoked, not removed: its 401 can say why, and it works again once it is back. A key
 * that was revoked on the command line stays revoked whatever the file says, until the file gives it a new secret.
 */
export function planKeys(input: PlanKeysInput): {
  readonly part: PlannedPart;
  /** Of the file's keys that exist once this is done, by name. */
  readonly keyIds: ReadonlyMap<string, KeyId>;
} {
  const keyIds = new Map<string, KeyId>();
  const inWorkspace = input.definitions.keys.filter(({ workspaceId }) => workspaceId === input.workspaceId);
  const kept = new Set<KeyDefinition>();
  const parts = input.keys.map((wanted) => {
    const digest = input.vault.digest(wanted.secret);
    const existing = findExisting({ ...input, wanted, digest, inWorkspace });
    if (existing !== undefined) kept.add(existing);
    const part = planKey({ ...input, wanted, digest, existing, inWorkspace });
    const saved = part.writes.find((write) => write.act === 'saveKey')?.row ?? existing;
    if (saved !== undefined) keyIds.set(wanted.name, saved.id);
    return part;
  });
  const left = inWorkspace.filter((key) => key.owner === 'file' && key.revokedAtMs === undefined && !kept.has(key));
  const revocations = left.map((key) => planRevocation({ key, nowMs: input.nowMs }));
  return { part: joinParts([...parts, ...revocations]), keyIds };
}

interface PlanKeyInput extends PlanKeysInput {
  readonly wanted: ConfigKey;
  readonly digest: string;
  readonly inWorkspace: readonly KeyDefinition[];
}

/** The key of that name; or, since a secret is what a key is to its users, the one of that secret: it was renamed. */
function findExisting({ wanted, digest, keys, inWorkspace }: PlanKeyInput): KeyDefinition | undefined {
  const changeable = inWorkspace.filter(({ owner }) => isFilesToChange(owner));
  const ofName = changeable.filter(({ name }) => name === wanted.name);
  const named = ofName.find(({ revokedAtMs }) => revokedAtMs === undefined) ?? ofName[0];
  if (named !== undefined) return named;
  const fileNames = new Set(keys.map(({ name }) => name));
  return changeable.find((key) => holds({ key, digest }) && !fileNames.has(key.name));
}

function planKey(input: PlanKeyInput & { readonly existing: KeyDefinition | undefined }): PlannedPart {
  const { wanted, digest, existing, definitions } = input;
  const rival = input.inWorkspace.find(
    (key) => key.name === wanted.name && !isFilesToChange(key.owner) && key.revokedAtMs === undefined,
  );
  if (rival !== undefined) {
    return { ...NOTHING, conflicts: [nameConflict({ noun: 'key', name: wanted.name, owner: rival.owner })] };
  }
  const holder = definitions.keys.find((key) => key !== existing && holds({ key, digest }));
  if (holder !== undefined) return planTakenSecret({ wanted, holder, input });
  const row = toRow(input);
  const fields = compareKeys({ ...input, before: existing, after: row });
  const note = takeOverNote(existing?.owner);
  if (existing !== undefined && fields.length === 0 && note === undefined) return NOTHING;
  const action = existing === undefined ? 'create' : 'update';
  return {
    ...NOTHING,
    changes: [{ object: 'key', name: wanted.name, action, fields, note }],
    writes: [{ act: 'saveKey', row }],
  };
}

function planTakenSecret({
  wanted,
  holder,
  input,
}: {
  readonly wanted: ConfigKey;
  readonly holder: KeyDefinition;
  readonly input: PlanKeyInput;
}): PlannedPart {
  if (holder.revokedAtMs !== undefined && !isFilesToChange(holder.owner)) {
    const day = new Date(holder.revokedAtMs).toISOString().slice(0, 10);
    const notice = `Key "${wanted.name}" was revoked on ${day} and stays so: give it a new secret in the file, or take it out.`;
    return { ...NOTHING, notices: [notice] };
  }
  const other = input.definitions.workspaces.find(({ id }) => id === holder.workspaceId && id !== input.workspaceId);
  const where = other === undefined ? '' : ` in workspace "${other.name}"`;
  const conflict = `The secret of key "${wanted.name}" is, or was, that of key "${holder.name}"${where}. Give it a new one.`;
  return { ...NOTHING, conflicts: [conflict] };
}

function toRow({
  wanted,
  digest,
  existing,
  workspaceId,
  routeIds,
  ids,
  nowMs,
}: PlanKeyInput & { readonly existing: KeyDefinition | undefined }): KeyDefinition {
  return {
    id: existing?.id ?? ids.next('key'),
    workspaceId,
    name: wanted.name,
    kind: wanted.kind,
    routeId: wanted.route === undefined ? undefined : routeIds.get(wanted.route),
    secrets: withCurrent({ secrets: existing?.secrets ?? [], digest, secret: wanted.secret, nowMs }),
    scopes: wanted.scopes,
    allowedIps: wanted.allowedIps,
    allowedOrigins: wanted.allowedOrigins,
    rateLimit: wanted.rateLimit,
    budget: wanted.budget,
    member: wanted.member,
    tags: wanted.tags,
    expiresAtMs: wanted.expiresAtMs,
    revokedAtMs: undefined,
    owner: 'file',
    createdAtMs: existing?.createdAtMs ?? nowMs,
  };
}

/** The secret in the file is the only one that works; the others stay known as rotated. */
function withCurrent({
  secrets,
  digest,
  secret,
  nowMs,
}: {
  readonly secrets: readonly KeySecret[];
  readonly digest: string;
  readonly secret: string;
  readonly nowMs: number;
}): KeySecret[] {
  const current = secrets.find((known) => known.digest === digest);
  const others = secrets
    .filter((known) => known.digest !== digest)
    .map((known) => ({ ...known, rotatedOutAtMs: Math.min(known.rotatedOutAtMs ?? nowMs, nowMs) }));
  return [
    ...others,
    {
      digest,
      display: displayOfKey(secret),
      createdAtMs: current?.createdAtMs ?? nowMs,
      rotatedOutAtMs: undefined,
    },
  ];
}

function compareKeys({
  before,
  after,
  definitions,
  routeIds,
  nowMs,
}: PlanKeyInput & { readonly before: KeyDefinition | undefined; readonly after: KeyDefinition }): FieldChange[] {
  const routeNames = new Map(definitions.routes.map(({ id, name }) => [id, name]));
  for (const [name, id] of routeIds) routeNames.set(id, name);
  const words = (key: KeyDefinition) => ({
    name: key.name,
    kind: key.kind,
    route: key.routeId === undefined ? undefined : (routeNames.get(key.routeId) ?? 'a route that is gone'),
    scopes: key.scopes,
    allowed_ips: key.allowedIps,
    allowed_origins: key.allowedOrigins,
    rate_limit: rateLimitWords(key.rateLimit),
    budget: budgetWords(key.budget),
    member: key.member,
    tags: key.tags.length === 0 ? undefined : key.tags,
    expires_at: key.expiresAtMs === undefined ? undefined : new Date(key.expiresAtMs).toISOString(),
    revoked: key.revokedAtMs === undefined ? undefined : 'yes',
  });
  const works = (key: KeyDefinition) =>
    key.secrets.filter(({ rotatedOutAtMs }) => rotatedOutAtMs === undefined || rotatedOutAtMs > nowMs);
  const same = before !== undefined && digests(works(before)) === digests(works(after));
  const secret = { field: 'secret', before: before && 'set', after: before === undefined ? 'set' : 'changed' };
  return [
    ...compareValues({ before: before === undefined ? {} : words(before), after: words(after) }),
    ...(same ? [] : [secret]),
  ];
}

function digests(secrets: readonly KeySecret[]): string {
  return secrets
    .map(({ digest }) => digest)
    .sort()
    .join(' ');
}

function holds({ key, digest }: { readonly key: KeyDefinition; readonly digest: string }): boolean {
  return key.secrets.some((secret) => secret.digest === digest);
}

function planRevocation({ key, nowMs }: { readonly key: KeyDefinition; readonly nowMs: number }): PlannedPart {
  return {
    ...NOTHING,
    changes: [{ object: 'key', name: key.name, action: 'revoke', fields: [], note: 'no longer in the file' }],
    writes: [{ act: 'saveKey', row: { ...key, revokedAtMs: nowMs } }],
  };
}
