import type { Definitions } from '../../domain/definitions.ts';
import { formatUsd } from '../../domain/money.ts';
import type { Budget } from '../../domain/route.ts';
import type { Store } from '../../domain/store.ts';
import { windowEnd, windowStart } from '../../domain/window-start.ts';
import { type Finding, problem, warning } from './finding.ts';

/** From this share on a budget is near its end. */
const NEARLY = 0.8;

interface Budgets {
  readonly definitions: Definitions;
  readonly store: Pick<Store, 'spentSince'>;
  readonly nowMs: number;
}

/** Budgets that are used up, or nearly. What a running gateway holds for running requests is not seen. */
export async function checkBudgets({ definitions, store, nowMs }: Budgets): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    budgetsOf({ definitions, nowMs }).map(async ({ subject, exact, budget, scope }) => {
      const sinceMs = windowStart({ window: budget.window, atMs: nowMs });
      const spent = await store.spentSince({ scope, sinceMs });
      if (spent < budget.nanoUsd * NEARLY) return undefined;
      const endMs = windowEnd({ window: budget.window, atMs: nowMs });
      const until = endMs === undefined ? '' : ` It starts anew on ${new Date(endMs).toISOString()}.`;
      const text = `$${formatUsd(spent)} of $${formatUsd(budget.nanoUsd)} are spent (${budget.window}).${until}`;
      const told = { subject, text, fix: { text: 'Raise it, and apply.', exact } };
      return spent >= budget.nanoUsd ? problem(told) : warning(told);
    }),
  );
  return findings.filter((finding) => finding !== undefined);
}

interface BudgetOf {
  readonly subject: string;
  readonly exact: string;
  readonly budget: Budget;
  readonly scope: Parameters<Store['spentSince']>[0]['scope'];
}

function budgetsOf({ definitions, nowMs }: Pick<Budgets, 'definitions' | 'nowMs'>): readonly BudgetOf[] {
  const { workspaces, routes, keys } = definitions;
  return [
    ...workspaces.flatMap(({ id, name, budget }): BudgetOf[] =>
      budget === undefined
        ? []
        : [{ subject: `workspace ${name}`, exact: 'workspace.budget.usd', budget, scope: { workspaceId: id } }],
    ),
    ...routes.flatMap(({ id, name, published }): BudgetOf[] => {
      const budget = published?.spec.budget;
      return budget === undefined
        ? []
        : [{ subject: `route ${name}`, exact: 'routes[].budget.usd', budget, scope: { routeId: id } }];
    }),
    ...keys.flatMap(({ id, name, budget, revokedAtMs }): BudgetOf[] =>
      budget === undefined || (revokedAtMs !== undefined && revokedAtMs <= nowMs)
        ? []
        : [{ subject: `key ${name}`, exact: 'keys[].budget.usd', budget, scope: { keyId: id } }],
    ),
  ];
}
