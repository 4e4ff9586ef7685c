import type { WorkspaceId } from '../domain/ids.ts';
import type { Principal, Snapshot } from '../domain/route.ts';
import { PrincipalIndex } from './principal-index.ts';

/** What a snapshot holds of one workspace. */
export interface SnapshotPart {
  readonly principals: readonly Principal[];
  /** Web pages that its keys allow. */
  readonly allowedOrigins: readonly string[];
}

export type SnapshotParts = ReadonlyMap<WorkspaceId, SnapshotPart>;

/** The snapshot that requests are served from, and the parts that it is made of. */
export interface JoinedParts {
  readonly parts: SnapshotParts;
  readonly index: PrincipalIndex;
  readonly snapshot: Required<Snapshot>;
}

/** All parts, as they are at one version. */
export function joinParts({
  parts,
  version,
}: {
  readonly parts: SnapshotParts;
  readonly version: string;
}): JoinedParts {
  const added = [...parts.values()].flatMap(({ principals }) => principals);
  const index = PrincipalIndex.EMPTY.with({ without: [], added });
  return { parts, index, snapshot: snapshotOf({ version, parts, index, allowedOrigins: originsOf(parts) }) };
}

/** The same with the parts of some workspaces as they are at a later version; without those that are gone. */
export function replaceParts({
  joined,
  changed,
  compiled,
  version,
}: {
  readonly joined: JoinedParts;
  readonly changed: ReadonlySet<WorkspaceId>;
  /** Of the changed workspaces that there still are. */
  readonly compiled: SnapshotParts;
  readonly version: string;
}): JoinedParts {
  const parts = new Map(joined.parts);
  for (const id of changed) {
    const part = compiled.get(id);
    if (part === undefined) parts.delete(id);
    else parts.set(id, part);
  }
  const without = [...changed].flatMap((id) => joined.parts.get(id)?.principals ?? []);
  const added = [...compiled.values()].flatMap(({ principals }) => principals);
  const index = joined.index.with({ without, added });
  const hasOrigins = [joined.parts, compiled].some((some) =>
    [...changed].some((id) => (some.get(id)?.allowedOrigins ?? []).length > 0),
  );
  const allowedOrigins = hasOrigins ? originsOf(parts) : joined.snapshot.allowedOrigins;
  return { parts, index, snapshot: snapshotOf({ version, parts, index, allowedOrigins }) };
}

function snapshotOf({
  version,
  parts,
  index,
  allowedOrigins,
}: Pick<JoinedParts, 'parts' | 'index'> & Pick<Required<Snapshot>, 'version' | 'allowedOrigins'>): Required<Snapshot> {
  return {
    version,
    allowedOrigins,
    principals: {
      get: (digest) => index.get(digest),
      // Workspace by workspace, the oldest key first: for lists.
      *values(): MapIterator<Principal> {
        for (const { principals } of parts.values()) yield* principals;
      },
    },
  };
}

function originsOf(parts: SnapshotParts): ReadonlySet<string> {
  const origins = new Set<string>();
  for (const { allowedOrigins } of parts.values()) for (const origin of allowedOrigins) origins.add(origin);
  return origins;
}
