import { BUDGET_WINDOWS } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { fromBudget } from '../../../config/from-definition.ts';
import type { BudgetDefinition, Definitions } from '../../../domain/definitions.ts';
import type { Store } from '../../../domain/store.ts';
import { windowEnd, windowStart } from '../../../domain/window-start.ts';
import { listBudgets } from '../../list-budgets.ts';
import { spentOfBudget } from '../../spent-of-budget.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema, ownerSchema } from '../shared-fields.ts';

const DEFAULT_ALERTS = [50, 80, 100];

export const budgetViewSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    scope: z.enum(['workspace', 'route', 'key', 'member', 'tag']).describe('Whose spending it counts'),
    scope_id: z.string().describe('The id of the workspace, the route or the key; the member or the tag itself'),
    scope_name: z.string(),
    usd: z.number(),
    window: z.enum(BUDGET_WINDOWS),
    time_zone: z.string().nullable().describe('null: UTC'),
    alert_at: z.array(z.number()),
    spent_usd: z.string().describe('In the window that runs now, without what running requests hold'),
    window_start: isoTimeSchema,
    resets_at: isoTimeSchema.nullable().describe('null: never'),
    owner: ownerSchema,
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Budget' });

/** A budget and what it has spent, as the ledger's records say: one sum for each budget. */
export async function budgetView({
  budget,
  definitions,
  store,
  pause,
  nowMs,
}: {
  readonly budget: BudgetDefinition;
  readonly definitions: Pick<Definitions, 'workspaces' | 'routes' | 'keys'>;
  readonly store: Pick<Store, 'spentSince' | 'listRequests' | 'usage'>;
  readonly pause: () => Promise<void>;
  readonly nowMs: number;
}): Promise<z.input<typeof budgetViewSchema>> {
  const { workspaces, routes, keys } = definitions;
  const [listed] = listBudgets({ definitions: { workspaces: [], routes: [], keys: [], budgets: [budget] }, nowMs });
  if (listed === undefined) throw new TypeError('a budget was not listed');
  const { applying } = listed;
  const { window, timeZone } = budget.budget;
  const at = { window, timeZone, atMs: nowMs };
  const sinceMs = windowStart(at);
  const spentUsd = await spentOfBudget({ store, applying, sinceMs, nowMs, pause });
  const named = [...workspaces, ...routes, ...keys].find(({ id }) => id === applying.scopeId);
  const words = fromBudget(budget.budget);
  return {
    id: budget.id,
    name: budget.name,
    scope: budget.target.scope,
    scope_id: applying.scopeId,
    scope_name: named?.name ?? applying.scopeId,
    usd: words.usd,
    window,
    time_zone: timeZone ?? null,
    alert_at: words.alert_at ?? DEFAULT_ALERTS,
    spent_usd: spentUsd,
    window_start: isoTime(sinceMs),
    resets_at: isoTimeOrNull(windowEnd(at)),
    owner: budget.owner,
    created_at: isoTime(budget.createdAtMs),
  };
}
