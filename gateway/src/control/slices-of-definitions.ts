import type { Definitions } from '../domain/definitions.ts';
import type { WorkspaceId } from '../domain/ids.ts';

/** The definitions of a few workspaces at a time, each with what all share: together everything, each workspace once. */
export function* slicesOfDefinitions({
  definitions,
  workspacesAtOnce,
}: {
  readonly definitions: Definitions;
  readonly workspacesAtOnce: number;
}): Generator<Definitions> {
  const { workspaces, plans } = definitions;
  const shared = definitions.connections.filter((connection) => connection.shared);
  const connections = byWorkspace(definitions.connections.filter((connection) => !connection.shared));
  const budgets = byWorkspace(definitions.budgets);
  const webhooks = byWorkspace(definitions.webhooks);
  const routes = byWorkspace(definitions.routes);
  const keys = byWorkspace(definitions.keys);
  for (let from = 0; from < workspaces.length; from += workspacesAtOnce) {
    const some = workspaces.slice(from, from + workspacesAtOnce);
    const of = <Row>(rows: ReadonlyMap<WorkspaceId, readonly Row[]>) => some.flatMap(({ id }) => rows.get(id) ?? []);
    yield {
      workspaces: some,
      plans,
      budgets: of(budgets),
      webhooks: of(webhooks),
      // The shared ones in their own order: of two with one name the older counts.
      connections: [...of(connections), ...shared],
      routes: of(routes),
      keys: of(keys),
    };
  }
}

function byWorkspace<Row extends { readonly workspaceId: WorkspaceId }>(
  rows: readonly Row[],
): ReadonlyMap<WorkspaceId, readonly Row[]> {
  return Map.groupBy(rows, ({ workspaceId }) => workspaceId);
}
