import { listBudgets } from '../../control/list-budgets.ts';
import type { Definitions } from '../../domain/definitions.ts';
import { formatUsd } from '../../domain/money.ts';
import { spendingScope } from '../../domain/spending-scope.ts';
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
    listBudgets({ definitions, nowMs }).map(async ({ applying, place }) => {
      const { scope, scopeName, name, budget } = applying;
      const at = { window: budget.window, timeZone: budget.timeZone, atMs: nowMs };
      const spent = await store.spentSince({ scope: spendingScope(applying), sinceMs: windowStart(at) });
      if (spent < budget.nanoUsd * NEARLY) return undefined;
      const endMs = windowEnd(at);
      const until = endMs === undefined ? '' : ` It starts anew on ${new Date(endMs).toISOString()}.`;
      const text = `$${formatUsd(spent)} of $${formatUsd(budget.nanoUsd)} are spent (${budget.window}).${until}`;
      const subject = name === undefined ? `${scope} ${scopeName}` : `budget ${name} of ${scope} ${scopeName}`;
      const told = { subject, text, fix: { text: 'Raise it, and apply.', exact: place } };
      return spent >= budget.nanoUsd ? problem(told) : warning(told);
    }),
  );
  return findings.filter((finding) => finding !== undefined);
}
