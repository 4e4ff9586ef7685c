import { LEDGER_ACCOUNTS, type LedgerBalances } from '../../domain/ledger.ts';
import { formatUsd } from '../../domain/money.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { workspacesToList } from '../find-definition.ts';
import type { Column } from '../format-table.ts';
import { printList } from '../print-list.ts';
import { costText } from '../text-of-values.ts';

export interface LedgerBalanceOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

interface Row {
  readonly workspaceId: string;
  readonly workspace: string;
  readonly balances: LedgerBalances;
  /** False: nothing limits what it spends on platform access, and its credits only say how much that was. */
  readonly hasCredits: boolean;
}

/** `latentkit ledger balance`: the accounts of each workspace. */
export async function ledgerBalance({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: LedgerBalanceOptions;
}): Promise<number> {
  const rows = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const { ledger } = store;
      const definitions = await store.readDefinitions();
      return Promise.all(
        workspacesToList({ definitions, workspace: options.workspace }).map(
          async ({ id, name }): Promise<Row> => ({
            workspaceId: id,
            workspace: name,
            balances: await ledger.balances({ workspaceId: id }),
            hasCredits: await ledger.hasCredits({ workspaceId: id }),
          }),
        ),
      );
    },
  });
  printList({ context, options, rows, columns: COLUMNS, toJson, empty: 'No workspaces.' });
  return EXIT.ok;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'WORKSPACE', text: ({ workspace }) => workspace },
  { title: 'LIMITED BY CREDITS', text: ({ hasCredits }) => (hasCredits ? 'yes' : 'no') },
  ...LEDGER_ACCOUNTS.map(
    (account): Column<Row> => ({
      title: account.toUpperCase(),
      align: 'right',
      text: ({ balances }) => costText(balances[account]),
    }),
  ),
];

function toJson({ workspaceId, workspace, balances, hasCredits }: Row): object {
  return {
    workspace,
    workspace_id: workspaceId,
    limited_by_credits: hasCredits,
    ...Object.fromEntries(LEDGER_ACCOUNTS.map((account) => [`${account}_usd`, formatUsd(balances[account])])),
  };
}
