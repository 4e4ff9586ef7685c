import type { LedgerTransfer } from '../domain/ledger.ts';
import { formatUsd, NANO_PER_USD, type NanoUsd, parseUsd } from '../domain/money.ts';
import { type CliContext, type GlobalOptions, withInstallation } from './cli-context.ts';
import { EXIT, usageError } from './cli-error.ts';
import { findWorkspace } from './find-definition.ts';
import { printOne } from './print-list.ts';
import { costText } from './text-of-values.ts';
import { transferJson } from './transfer-json.ts';

/** Nine million dollars: what a whole number of nano-dollars counts exactly. */
const MOST_NANO_USD = 9_000_000 * NANO_PER_USD;

export interface CreditOptions extends GlobalOptions {
  readonly usd: string;
  readonly note?: string | undefined;
  readonly id?: string | undefined;
  readonly workspace?: string | undefined;
}

type Change = Pick<LedgerTransfer, 'kind' | 'from' | 'to' | 'nanoUsd' | 'expiresAtMs'>;

/** Posts one transfer of credits, and says what the workspace has then. @throws CliError */
export async function postCredits({
  context,
  options,
  change,
}: {
  readonly context: CliContext;
  readonly options: CreditOptions;
  readonly change: Change;
}): Promise<number> {
  const id = options.id === undefined ? context.ids.next('cr') : readTransferId(options.id);
  const note = readNote(options.note);
  const { transfer, balance, workspace } = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const found = findWorkspace({ definitions: await store.readDefinitions(), workspace: options.workspace });
      const posted: LedgerTransfer = {
        ...change,
        id,
        workspaceId: found.id,
        atMs: context.now(),
        requestId: undefined,
        attemptId: undefined,
        keyId: undefined,
        capability: undefined,
        note,
      };
      // By the door that writes the audit log.
      const { isNew } = await store.write({
        actor: { kind: 'command_line' },
        work: (writes) => writes.postTransfer(posted),
      });
      const transfer = isNew ? posted : ((await store.ledger.find({ transferId: id })) ?? posted);
      const { credits } = await store.ledger.balances({ workspaceId: found.id });
      return { transfer, balance: credits, workspace: found.name };
    },
  });
  const what = `${costText(transfer.nanoUsd)} ${transfer.to === 'credits' ? 'added to' : 'taken from'}`;
  printOne({
    context,
    options,
    json: { ...transferJson(transfer), workspace, credits_usd: formatUsd(balance) },
    lines: [`${what} the credits of ${workspace}: ${costText(balance)} now (${id}).`],
  });
  return EXIT.ok;
}

/** Nano-dollars of `--usd`. @throws CliError usage */
export function readUsd(text: string): NanoUsd {
  const nanoUsd = /^[+-]?\d{1,12}(\.\d{1,9})?$/.test(text) ? parseUsd(text) : 0;
  if (nanoUsd !== 0 && Math.abs(nanoUsd) <= MOST_NANO_USD) return nanoUsd;
  throw usageError(`--usd ${text} is no amount in dollars.`, 'Such as 25 or 0.5, with at most nine decimals.');
}

/** @throws CliError usage */
function readTransferId(id: string): string {
  // An attempt's own transfers begin like this: nobody else may take their ids.
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/.test(id) && !id.startsWith('att_')) return id;
  throw usageError('This is not an id for a transfer.', 'At most 100 letters, digits, ".", "_", ":" or "-"; not att_.');
}

function readNote(text: string | undefined): string | undefined {
  const note = text?.trim();
  if (note !== undefined && (note === '' || note.length > 500)) {
    throw usageError('--note takes a text of 1 to 500 characters.');
  }
  return note;
}
