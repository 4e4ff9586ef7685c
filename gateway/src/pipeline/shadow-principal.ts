import { readId } from '../domain/ids.ts';
import type { ApplyingBudget, Principal, PublishedRoute, ShadowRelease } from '../domain/route.ts';
import { withoutAllowance } from '../domain/without-allowance.ts';

/** In the place of a key in the request log and in usage reports. */
const SHADOW_KEY = { keyId: readId({ kind: 'key', text: 'key_shadow' }), keyName: 'shadow' } as const;

/**
 * Who a shadow is, as far as money goes: the same workspace, within its budgets and its credits, and the shadow's own
 * budget. It draws on no budget of a key, a member, a tag or the route, and on no allowance of a plan: nobody is refused
 * because those are used up by it.
 */
export function shadowPrincipal({
  principal,
  route,
  shadow,
}: {
  readonly principal: Principal;
  /** The published one. */
  readonly route: PublishedRoute;
  readonly shadow: ShadowRelease;
}): Principal {
  return {
    ...principal,
    ...SHADOW_KEY,
    route,
    member: undefined,
    tags: [],
    plan: principal.plan && withoutAllowance(principal.plan),
    budgets: [budgetOf({ route, shadow }), ...principal.budgets.filter(({ scope }) => scope === 'workspace')],
  };
}

function budgetOf({
  route,
  shadow,
}: {
  readonly route: PublishedRoute;
  readonly shadow: ShadowRelease;
}): ApplyingBudget {
  return {
    scope: 'shadow',
    scopeId: route.id,
    scopeName: route.name,
    // Nobody is told when it is used up: it is there to be.
    budget: { nanoUsd: shadow.budgetNanoUsd, window: 'day', alertAtPercent: [] },
    workspaceId: route.workspaceId,
  };
}
