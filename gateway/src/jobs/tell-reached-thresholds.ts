import type { BudgetWatcher } from '../domain/ports.ts';
import type { ApplyingBudget } from '../domain/route.ts';
import { spendingScope } from '../domain/spending-scope.ts';
import type { Store } from '../domain/store.ts';
import { windowEnd, windowStart } from '../domain/window-start.ts';

/**
 * Shows the watcher what every budget has spent in its window, as the store knows it. To be run once the journal is
 * replayed: a process that ended between a charge and its event has told nobody, and where a budget is used up, no further
 * charge would. What was told before is not told again.
 */
export async function tellReachedThresholds({
  budgets,
  store,
  watcher,
  nowMs,
}: {
  readonly budgets: Iterable<ApplyingBudget>;
  readonly store: Pick<Store, 'spentSince'>;
  readonly watcher: BudgetWatcher;
  readonly nowMs: number;
}): Promise<void> {
  for (const applying of budgets) {
    const { window, timeZone } = applying.budget;
    const at = { window, timeZone, atMs: nowMs };
    const windowStartMs = windowStart(at);
    const spentNanoUsd = await store.spentSince({ scope: spendingScope(applying), sinceMs: windowStartMs });
    watcher.spent({
      applying,
      windowStartMs,
      windowEndMs: windowEnd(at),
      beforeNanoUsd: spentNanoUsd,
      spentNanoUsd,
      nowMs,
    });
  }
}
