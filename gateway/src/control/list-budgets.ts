import type { BudgetTarget, Definitions } from '../domain/definitions.ts';
import type { ApplyingBudget } from '../domain/route.ts';

/** A budget of the installation, and where the configuration file sets it. */
export interface ListedBudget {
  readonly applying: ApplyingBudget;
  /** Such as `keys[].budget.usd`. */
  readonly place: string;
}

/** Every budget there is, whether a request draws on it or not: those of workspaces, routes, keys that work, and named ones. */
export function listBudgets({
  definitions,
  nowMs,
}: {
  readonly definitions: Pick<Definitions, 'workspaces' | 'routes' | 'keys' | 'budgets'>;
  readonly nowMs: number;
}): readonly ListedBudget[] {
  const { workspaces, routes, keys, budgets } = definitions;
  return [
    ...workspaces.flatMap(({ id, name, budget }): ListedBudget[] =>
      budget === undefined
        ? []
        : [
            {
              place: 'workspace.budget.usd',
              applying: { scope: 'workspace', scopeId: id, scopeName: name, budget, workspaceId: id },
            },
          ],
    ),
    ...routes.flatMap(({ id, name, workspaceId, published }): ListedBudget[] => {
      const budget = published?.spec.budget;
      if (budget === undefined) return [];
      const applying = { scope: 'route', scopeId: id, scopeName: name, budget, workspaceId } as const;
      return [{ place: 'routes[].budget.usd', applying }];
    }),
    ...keys.flatMap(({ id, name, workspaceId, budget, revokedAtMs }): ListedBudget[] => {
      if (budget === undefined || (revokedAtMs !== undefined && revokedAtMs <= nowMs)) return [];
      const applying = { scope: 'key', scopeId: id, scopeName: name, budget, workspaceId } as const;
      return [{ place: 'keys[].budget.usd', applying }];
    }),
    ...budgets.map(({ name, target, budget, workspaceId }): ListedBudget => {
      const scopeId = scopeIdOf({ target, workspaceId });
      const scopeName = scopeNameOf({ target, scopeId, definitions });
      const applying = { scope: target.scope, scopeId, scopeName, name, budget, workspaceId };
      return { place: 'budgets[].usd', applying };
    }),
  ];
}

function scopeIdOf({ target, workspaceId }: { readonly target: BudgetTarget; readonly workspaceId: string }): string {
  switch (target.scope) {
    case 'workspace':
      return workspaceId;
    case 'route':
      return target.routeId;
    case 'key':
      return target.keyId;
    case 'member':
      return target.member;
    case 'tag':
      return target.tag;
  }
}

function scopeNameOf({
  target,
  scopeId,
  definitions,
}: {
  readonly target: BudgetTarget;
  readonly scopeId: string;
  readonly definitions: Pick<Definitions, 'workspaces' | 'routes' | 'keys'>;
}): string {
  const { workspaces, routes, keys } = definitions;
  const named = { workspace: workspaces, route: routes, key: keys, member: [], tag: [] }[target.scope];
  return named.find(({ id }) => id === scopeId)?.name ?? scopeId;
}
