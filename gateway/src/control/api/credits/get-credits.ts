import { workspaceAct } from '../act.ts';
import { NO_CURSOR, pageQuery, pageSchema } from '../page.ts';
import { problemsError } from '../read-input.ts';
import { balanceSchema, balanceView, transferSchema, transferView } from './credits-view.ts';

export const getCredits = workspaceAct({
  id: 'getCredits',
  method: 'get',
  path: '/workspaces/{workspaceId}/credits',
  summary: 'The credits of a workspace, and its transfers',
  description: 'Transfers newest first, those of attempts included.',
  permission: 'budgets.read',
  query: pageQuery,
  answer: pageSchema(transferSchema).extend({ balance: balanceSchema }),
  async handle({ deps: { store }, workspace, query }) {
    const workspaceId = workspace.id;
    const { limit, after } = query;
    const transfers = await store.ledger.list({ workspaceId, beforeId: after, limit: limit + 1 });
    // There is always one behind what was named as the last of a page: nothing leaves the ledger.
    if (after !== undefined && transfers.length === 0) throw problemsError([{ param: 'after', message: NO_CURSOR }]);
    const page = transfers.slice(0, limit);
    const balances = await store.ledger.balances({ workspaceId });
    const limited = await store.ledger.hasCredits({ workspaceId });
    const next = transfers.length > page.length ? (page.at(-1)?.id ?? null) : null;
    return { body: { balance: balanceView({ balances, limited }), data: page.map(transferView), next } };
  },
});
