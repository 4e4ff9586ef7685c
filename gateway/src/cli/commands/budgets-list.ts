import { type ListedBudget, listBudgets } from '../../control/list-budgets.ts';
import { formatUsd } from '../../domain/money.ts';
import { spendingScope } from '../../domain/spending-scope.ts';
import { windowEnd, windowStart } from '../../domain/window-start.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { workspacesToList } from '../find-definition.ts';
import { printList } from '../print-list.ts';
import { costText, dateText, isoText } from '../text-of-values.ts';

export interface BudgetsListOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

interface Row extends ListedBudget {
  readonly workspace: string;
  readonly spentNanoUsd: number;
  readonly resetsAtMs: number | undefined;
}

/** `latentkit budgets list`: what each may spend and has spent. What a running gateway holds for running requests is not seen. */
export async function budgetsList({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: BudgetsListOptions;
}): Promise<number> {
  const rows = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const definitions = await store.readDefinitions();
      const workspaces = workspacesToList({ definitions, workspace: options.workspace });
      const found: Row[] = [];
      for (const listed of listBudgets({ definitions, nowMs: context.now() })) {
        const workspace = workspaces.find(({ id }) => id === listed.applying.workspaceId)?.name;
        if (workspace === undefined) continue;
        const { window, timeZone } = listed.applying.budget;
        const at = { window, timeZone, atMs: context.now() };
        const scope = spendingScope(listed.applying);
        const spentNanoUsd = await store.spentSince({ scope, sinceMs: windowStart(at) });
        found.push({ ...listed, workspace, spentNanoUsd, resetsAtMs: windowEnd(at) });
      }
      return found;
    },
  });
  printList({
    context,
    options,
    rows,
    empty: 'No budgets. Write one into the configuration file and run "latentkit apply -f <file>".',
    columns: [
      { title: 'COUNTS', text: ({ applying }) => `${applying.scope} ${applying.scopeName}` },
      { title: 'NAME', text: ({ applying }) => applying.name ?? '-' },
      { title: 'WORKSPACE', text: ({ workspace }) => workspace },
      { title: 'SPENT', align: 'right', text: ({ spentNanoUsd }) => costText(spentNanoUsd) },
      { title: 'LIMIT', align: 'right', text: ({ applying }) => costText(applying.budget.nanoUsd) },
      { title: 'USED', align: 'right', text: usedText },
      { title: 'WINDOW', text: windowText },
      { title: 'RESETS', text: ({ resetsAtMs }) => dateText(resetsAtMs) },
    ],
    toJson: ({ applying, place, workspace, spentNanoUsd, resetsAtMs }) => ({
      scope: applying.scope,
      scope_id: applying.scopeId,
      scope_name: applying.scopeName,
      name: applying.name,
      workspace,
      spent_usd: formatUsd(spentNanoUsd),
      limit_usd: formatUsd(applying.budget.nanoUsd),
      window: applying.budget.window,
      time_zone: applying.budget.timeZone ?? 'UTC',
      alert_at: applying.budget.alertAtPercent ?? [50, 80, 100],
      resets_at: isoText(resetsAtMs),
      set_in: place,
    }),
  });
  return EXIT.ok;
}

/** Rounded down: a budget with anything left never looks used up. */
function usedText({ applying, spentNanoUsd }: Row): string {
  const { nanoUsd } = applying.budget;
  return nanoUsd === 0 ? '-' : `${Math.floor((spentNanoUsd * 100) / nanoUsd)} %`;
}

function windowText({ applying: { budget } }: Row): string {
  return budget.timeZone === undefined ? budget.window : `${budget.window} (${budget.timeZone})`;
}
