import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';
import type { LedgerTransfer } from '../../../domain/ledger.ts';
import { parseUsd } from '../../../domain/money.ts';
import { workspaceAct } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { isoTimeSchema } from '../shared-fields.ts';
import { balanceSchema, balanceView, transferSchema, transferView } from './credits-view.ts';

/** What a whole number of nano-dollars counts exactly. */
const MOST_USD = 9_000_000;

const body = z.strictObject({
  kind: z.enum(['granted', 'bought', 'adjusted']).describe('`adjusted`: a correction, either way'),
  usd: z.number().min(-MOST_USD).max(MOST_USD).describe('More than zero, unless it is an adjustment'),
  note: z.string().trim().min(1).max(500).optional().describe('Why; needed for an adjustment'),
  expires_at: isoTimeSchema.optional().describe('When what is left of them is written off'),
  id: z
    .string()
    .regex(
      /^(?!att_)[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/,
      'must have 1 to 100 letters, digits or . _ : -, begin with a letter or a digit, and not begin with att_',
    )
    .optional()
    .describe('The same id twice is one transfer, for ever; an Idempotency-Key counts for a day'),
});

export const postCredits = workspaceAct({
  id: 'postCredits',
  method: 'post',
  path: '/workspaces/{workspaceId}/credits',
  summary: 'Give a workspace credits, or correct them',
  description: 'From the first ones on, platform access needs credits or an allowance.',
  permission: 'installation.write',
  status: 201,
  body,
  answer: z.strictObject({ transfer: transferSchema, balance: balanceSchema }),
  errors: ['conflict'],
  async handle({ deps: { store, ids }, acting, workspace, body, nowMs }) {
    const workspaceId = workspace.id;
    const problems = problemsOf({ body, nowMs });
    if (problems.length > 0) throw problemsError(problems);
    const nanoUsd = parseUsd(body.usd);
    const posted: LedgerTransfer = {
      id: body.id ?? ids.next('cr'),
      workspaceId,
      kind: body.kind,
      ...(nanoUsd > 0 ? ({ from: 'house', to: 'credits' } as const) : ({ from: 'credits', to: 'house' } as const)),
      nanoUsd: Math.abs(nanoUsd),
      atMs: nowMs,
      requestId: undefined,
      attemptId: undefined,
      keyId: undefined,
      capability: undefined,
      note: body.note,
      expiresAtMs: body.expires_at === undefined ? undefined : Date.parse(body.expires_at),
    };
    let transfer: LedgerTransfer = posted;
    try {
      const { isNew } = await store.write({ ...acting, work: (writes) => writes.postTransfer(posted) });
      // As it was written the first time: when it came, and its note.
      if (!isNew) transfer = (await store.ledger.find({ transferId: posted.id })) ?? posted;
    } catch (error) {
      if (body.id !== undefined && error instanceof Error && error.name === 'StoreError') throw idTaken(body.id);
      throw error;
    }
    const balances = await store.ledger.balances({ workspaceId });
    return { body: { transfer: transferView(transfer), balance: balanceView({ balances, limited: true }) } };
  },
});

function problemsOf({ body: given, nowMs }: { readonly body: z.output<typeof body>; readonly nowMs: number }) {
  const nanoUsd = parseUsd(given.usd);
  const isAdjustment = given.kind === 'adjusted';
  return [
    ...(nanoUsd === 0 ? [{ param: 'usd', message: 'is zero; write how much' }] : []),
    ...(nanoUsd < 0 && !isAdjustment
      ? [{ param: 'usd', message: 'takes some away; write kind: adjusted for that' }]
      : []),
    ...(isAdjustment && given.note === undefined
      ? [{ param: 'note', message: 'is missing; an adjustment says why' }]
      : []),
    ...(given.expires_at !== undefined && (isAdjustment || Date.parse(given.expires_at) <= nowMs)
      ? [{ param: 'expires_at', message: isAdjustment ? 'is nothing that an adjustment has' : 'is in the past' }]
      : []),
  ];
}

function idTaken(id: string): GatewayError {
  return new GatewayError('conflict', {
    reason: 'name_taken',
    param: 'id',
    message: `There is another transfer with the id "${id}".`,
    hint: 'Choose another id for another transfer.',
  });
}
