import { type CompileInput, compileParts } from '../control/compile-snapshot.ts';
import { slicesOfDefinitions } from '../control/slices-of-definitions.ts';
import type { SnapshotPart, SnapshotParts } from '../control/snapshot-parts.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { Log } from '../domain/ports.ts';

/** A millisecond or two for ordinary workspaces. */
const WORKSPACES_AT_ONCE = 10;

/** Compiles a few workspaces at a time: requests are served meanwhile, by what was published before. */
export async function compileInSlices({
  definitions,
  pause,
  log,
  ...given
}: CompileInput & {
  /** Awaited between two slices. */
  readonly pause: () => Promise<void>;
  readonly log: Log;
}): Promise<SnapshotParts> {
  const parts = new Map<WorkspaceId, SnapshotPart>();
  const told = new Set<string>();
  for (const slice of slicesOfDefinitions({ definitions, workspacesAtOnce: WORKSPACES_AT_ONCE })) {
    if (parts.size > 0) await pause();
    const compiled = compileParts({ ...given, definitions: slice });
    for (const [id, part] of compiled.parts) parts.set(id, part);
    for (const { object, message } of compiled.problems) {
      // What all share stands in each slice.
      const isNew = told.size < told.add(`${object}: ${message}`).size;
      if (isNew) log.warn({ object }, message);
    }
  }
  return parts;
}
