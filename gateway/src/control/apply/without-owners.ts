import type { Definitions, Owner } from '../../domain/definitions.ts';

/** As if the first start had made what was made in the console or on the command line: a file may take all of it over. */
export function withoutOwners(definitions: Definitions): Definitions {
  const disowned = <Item extends { readonly owner: Owner }>(items: readonly Item[]): readonly Item[] =>
    items.map((item) => (item.owner === 'file' ? item : { ...item, owner: 'setup' }));
  return {
    workspaces: disowned(definitions.workspaces),
    plans: disowned(definitions.plans),
    budgets: disowned(definitions.budgets),
    webhooks: disowned(definitions.webhooks),
    connections: disowned(definitions.connections),
    routes: disowned(definitions.routes),
    keys: disowned(definitions.keys),
  };
}
