import type { LedgerTransfer } from '../../domain/ledger.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT, usageError } from '../cli-error.ts';
import { findWorkspace } from '../find-definition.ts';
import type { Column } from '../format-table.ts';
import { printList } from '../print-list.ts';
import { costText, dateText } from '../text-of-values.ts';
import { transferJson } from '../transfer-json.ts';

export interface LedgerListOptions extends GlobalOptions {
  readonly limit: string;
  readonly before?: string | undefined;
  readonly workspace?: string | undefined;
}

/** `latentkit ledger list`: the newest transfers of a workspace, the newest first. */
export async function ledgerList({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: LedgerListOptions;
}): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
    throw usageError(`--limit ${options.limit} is no number from 1 to 10000.`);
  }
  const rows = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const workspace = findWorkspace({ definitions: await store.readDefinitions(), workspace: options.workspace });
      return store.ledger.list({ workspaceId: workspace.id, beforeId: options.before, limit });
    },
  });
  printList({ context, options, rows, columns: COLUMNS, toJson: transferJson, empty: 'No transfers.' });
  return EXIT.ok;
}

const COLUMNS: readonly Column<LedgerTransfer>[] = [
  { title: 'TIME', text: ({ atMs }) => dateText(atMs) },
  { title: 'KIND', text: ({ kind }) => kind },
  { title: 'FROM', text: ({ from }) => from },
  { title: 'TO', text: ({ to }) => to },
  { title: 'AMOUNT', align: 'right', text: ({ nanoUsd }) => costText(nanoUsd) },
  { title: 'REQUEST', text: ({ requestId }) => requestId ?? '-' },
  { title: 'ID', text: ({ id }) => id },
  { title: 'NOTE', text: ({ note }) => note ?? '-' },
];
