import * as z from 'zod';
import { LEDGER_ACCOUNTS, type LedgerBalances, type LedgerTransfer, TRANSFER_KINDS } from '../../../domain/ledger.ts';
import { formatUsd } from '../../../domain/money.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema } from '../shared-fields.ts';

const usdTextSchema = z.string().describe('Dollars with nine decimals');

export const transferSchema = z
  .strictObject({
    id: z.string(),
    at: isoTimeSchema,
    kind: z.enum(TRANSFER_KINDS),
    from: z.enum(LEDGER_ACCOUNTS),
    to: z.enum(LEDGER_ACCOUNTS),
    usd: usdTextSchema,
    request_id: z.string().nullable(),
    attempt_id: z.string().nullable(),
    key_id: z.string().nullable(),
    note: z.string().nullable(),
    expires_at: isoTimeSchema.nullable().describe('Of credits that came: when what is left of them is written off'),
  })
  .meta({ id: 'Transfer' });

export const balanceSchema = z
  .strictObject({
    credits_usd: usdTextSchema.describe('What may still be spent'),
    held_usd: usdTextSchema.describe('Set aside for attempts that run'),
    spent_usd: usdTextSchema.describe('What credits paid, all in all'),
    limited: z.boolean().describe('Credits were given once: from then on platform access needs them'),
  })
  .meta({ id: 'CreditBalance' });

export function balanceView({
  balances,
  limited,
}: {
  readonly balances: LedgerBalances;
  readonly limited: boolean;
}): z.input<typeof balanceSchema> {
  return {
    credits_usd: formatUsd(balances.credits),
    held_usd: formatUsd(balances.held),
    spent_usd: formatUsd(balances.spent),
    limited,
  };
}

export function transferView(transfer: LedgerTransfer): z.input<typeof transferSchema> {
  return {
    id: transfer.id,
    at: isoTime(transfer.atMs),
    kind: transfer.kind,
    from: transfer.from,
    to: transfer.to,
    usd: formatUsd(transfer.nanoUsd),
    request_id: transfer.requestId ?? null,
    attempt_id: transfer.attemptId ?? null,
    key_id: transfer.keyId ?? null,
    note: transfer.note ?? null,
    expires_at: isoTimeOrNull(transfer.expiresAtMs),
  };
}
