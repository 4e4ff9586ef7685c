import type { WorkspaceId } from '../domain/ids.ts';
import type { Principal, Snapshot } from '../domain/route.ts';

/** What a snapshot holds of one workspace. */
export interface SnapshotPart {
  readonly principals: readonly Principal[];
  /** Web pages that its keys allow. */
  readonly allowedOrigins: readonly string[];
}

export type SnapshotParts = ReadonlyMap<WorkspaceId, SnapshotPart>;

/** The snapshot that requests are served from: all parts, as they are at one version. */
export function joinParts({ parts, version }: { readonly parts: SnapshotParts; readonly version: string }): Snapshot {
  const principals = new Map<string, Principal>();
  const allowedOrigins = new Set<string>();
  for (const part of parts.values()) {
    for (const principal of part.principals) principals.set(principal.digest, principal);
    for (const origin of part.allowedOrigins) allowedOrigins.add(origin);
  }
  return { version, principals, allowedOrigins };
}

/** The same parts with those of some workspaces as they are now; without those that are gone. */
export function replaceParts({
  parts,
  changed,
  compiled,
}: {
  readonly parts: SnapshotParts;
  readonly changed: ReadonlySet<WorkspaceId>;
  /** Of the changed workspaces that there still are. */
  readonly compiled: SnapshotParts;
}): SnapshotParts {
  const replaced = new Map(parts);
  for (const id of changed) {
    const part = compiled.get(id);
    if (part === undefined) replaced.delete(id);
    else replaced.set(id, part);
  }
  return replaced;
}
