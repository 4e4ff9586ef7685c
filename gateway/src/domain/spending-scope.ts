import type { ApplyingBudget } from './route.ts';
import type { Store } from './store.ts';

/** Whose spending a budget counts, as the store asks for it. */
export function spendingScope(
  applying: Pick<ApplyingBudget, 'scope' | 'scopeId' | 'workspaceId'>,
): Parameters<Store['spentSince']>[0]['scope'] {
  const { scope, scopeId, workspaceId } = applying;
  switch (scope) {
    case 'key':
      return { keyId: scopeId };
    case 'route':
      return { routeId: scopeId };
    case 'shadow':
      return { shadowsOfRouteId: scopeId };
    case 'workspace':
      return { workspaceId };
    case 'member':
      return { workspaceId, member: scopeId };
    case 'tag':
      return { workspaceId, tag: scopeId };
  }
}
