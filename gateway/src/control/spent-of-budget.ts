import { GatewayError } from '../domain/gateway-error.ts';
import { timeOfId } from '../domain/ids.ts';
import { formatUsd } from '../domain/money.ts';
import type { ApplyingBudget } from '../domain/route.ts';
import { spendingScope } from '../domain/spending-scope.ts';
import type { Store } from '../domain/store.ts';
import { SPAN_MS, spanStart } from '../domain/usage-store.ts';
import { reportUsage } from '../usage/report-usage.ts';

/** Up to here one sum over an index takes less than reading the sums of usage. */
const SUMS_FROM_MS = 2 * SPAN_MS.day;

interface Spending {
  readonly store: Pick<Store, 'spentSince' | 'listRequests' | 'usage'>;
  readonly applying: Pick<ApplyingBudget, 'scope' | 'scopeId' | 'workspaceId'>;
  /** Start of the window. */
  readonly sinceMs: number;
  readonly nowMs: number;
  /** Awaited between two pieces of work of a few milliseconds: requests are served meanwhile. */
  readonly pause: () => Promise<void>;
}

/**
 * What the requests of a window cost, as decimal dollars with nine places. A long window of a whole workspace is read from the
 * sums of usage: they say what the rows say, to the nano-dollar, and one sum over a million rows would hold up everybody
 * else. Of a route, a key or a member an index has the few rows sooner.
 */
export async function spentOfBudget(spending: Spending): Promise<string> {
  const { store, applying, sinceMs, nowMs } = spending;
  if (applying.scope === 'workspace' && nowMs - sinceMs > SUMS_FROM_MS) {
    const summed = await spentOfWorkspace(spending);
    if (summed !== undefined) return summed;
  }
  return formatUsd(await store.spentSince({ scope: spendingScope(applying), sinceMs }));
}

/** Undefined: too much of the window is not summed up yet. */
async function spentOfWorkspace({ store, applying, sinceMs, nowMs, pause }: Spending): Promise<string | undefined> {
  const { workspaceId } = applying;
  const [oldest] = await store.listRequests({ workspaceId, afterId: '', limit: 1 });
  if (oldest === undefined) return formatUsd(0);
  const oldestMs = timeOfId({ kind: 'req', id: oldest.id }) ?? oldest.startedAtMs;
  const fromMs = Math.max(sinceMs, spanStart({ span: 'day', atMs: oldestMs }));
  // Another process's clock may be ahead.
  const toMs = spanStart({ span: 'day', atMs: nowMs }) + 2 * SPAN_MS.day;
  const whole = { timeZone: 'UTC', interval: 'none', groupBy: [], filters: new Map(), limit: 1 } as const;
  const query = { ...whole, fromMs, toMs, workspaceId, keyId: undefined, after: undefined };
  try {
    const { totals } = await reportUsage({ usage: store.usage, query, pause });
    return totals.usd('cost');
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'storage_unavailable') return undefined;
    throw error;
  }
}
