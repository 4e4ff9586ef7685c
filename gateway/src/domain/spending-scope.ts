import type { ApplyingBudget } from './route.ts';

/** Whose spending is summed. A key's is that of its IDE tokens too. */
export type SpendingScope =
  | { readonly keyId: string }
  | { readonly routeId: string }
  | { readonly shadowsOfRouteId: string }
  | { readonly workspaceId: string }
  | { readonly workspaceId: string; readonly member: string }
  | { readonly workspaceId: string; readonly tag: string };

/** Whose spending a budget counts, as the store asks for it. */
export function spendingScope(applying: Pick<ApplyingBudget, 'scope' | 'scopeId' | 'workspaceId'>): SpendingScope {
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
