import type { BudgetDefinition, KeyDefinition, WorkspaceDefinition } from '../domain/definitions.ts';
import type { ApplyingBudget, BudgetScope, PublishedRoute } from '../domain/route.ts';

/** The narrowest first: that one a refusal names. */
const NARROWEST_FIRST: readonly BudgetScope[] = ['key', 'member', 'tag', 'route', 'workspace'];

/** Every budget that a key's requests draw on: those with names, and those that stand in the key, its route and its workspace. */
export function compileBudgets({
  key,
  parent,
  route,
  workspace,
  budgets,
}: {
  readonly key: KeyDefinition;
  /** The key that an IDE token was made from: it draws on that one's budgets, too. */
  readonly parent?: KeyDefinition | undefined;
  readonly route: PublishedRoute | undefined;
  readonly workspace: WorkspaceDefinition;
  /** Of the whole installation. */
  readonly budgets: readonly BudgetDefinition[];
}): readonly ApplyingBudget[] {
  const named = budgets.flatMap((definition) => {
    const scoped =
      definition.workspaceId === workspace.id ? scopeOf({ definition, key, parent, route, workspace }) : undefined;
    return scoped === undefined
      ? []
      : [{ ...scoped, name: definition.name, budget: definition.budget, workspaceId: workspace.id }];
  });
  const inline = [
    { scope: 'key', scopeId: key.id, scopeName: key.name, budget: key.budget },
    ...(parent ? [{ scope: 'key', scopeId: parent.id, scopeName: parent.name, budget: parent.budget } as const] : []),
    ...(route ? [{ scope: 'route', scopeId: route.id, scopeName: route.name, budget: route.budget } as const] : []),
    { scope: 'workspace', scopeId: workspace.id, scopeName: workspace.name, budget: workspace.budget },
  ] as const;
  const own = inline.flatMap(({ budget, ...scoped }) =>
    budget === undefined ? [] : [{ ...scoped, name: undefined, budget, workspaceId: workspace.id }],
  );
  return [...own, ...named].sort(
    (one, other) => NARROWEST_FIRST.indexOf(one.scope) - NARROWEST_FIRST.indexOf(other.scope),
  );
}

type Scoped = Pick<ApplyingBudget, 'scope' | 'scopeId' | 'scopeName'>;

/** Undefined: the budget does not count what this key spends. */
function scopeOf({
  definition,
  key,
  parent,
  route,
  workspace,
}: {
  readonly definition: BudgetDefinition;
  readonly key: KeyDefinition;
  readonly parent: KeyDefinition | undefined;
  readonly route: PublishedRoute | undefined;
  readonly workspace: WorkspaceDefinition;
}): Scoped | undefined {
  const { target } = definition;
  switch (target.scope) {
    case 'workspace':
      return { scope: 'workspace', scopeId: workspace.id, scopeName: workspace.name };
    case 'key': {
      const named = [key, parent].find((one) => one?.id === target.keyId);
      return named && { scope: 'key', scopeId: named.id, scopeName: named.name };
    }
    case 'route':
      return target.routeId === route?.id ? { scope: 'route', scopeId: route.id, scopeName: route.name } : undefined;
    case 'member':
      return target.member === key.member ? labelled({ scope: 'member', label: target.member }) : undefined;
    case 'tag':
      return key.tags.includes(target.tag) ? labelled({ scope: 'tag', label: target.tag }) : undefined;
  }
}

function labelled({ scope, label }: { readonly scope: 'member' | 'tag'; readonly label: string }): Scoped {
  return { scope, scopeId: label, scopeName: label };
}
