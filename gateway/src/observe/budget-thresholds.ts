import { createHash } from 'node:crypto';
import type { EventStore, GatewayEvent } from '../domain/event.ts';
import type { BudgetWatcher, Log } from '../domain/ports.ts';
import type { ApplyingBudget } from '../domain/route.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';
import { createEventOutbox, type EventOutbox } from './event-outbox.ts';

const DEFAULT_PERCENTS: readonly number[] = [50, 80, 100];
/** Late charges still come to a window that has ended. */
const KEPT_AFTER_END_MS = 3_600_000;

export interface BudgetThresholds extends BudgetWatcher, Pick<EventOutbox, 'flush' | 'close'> {}

type Charge = Parameters<BudgetWatcher['spent']>[0];

/** What was told of one budget in one window, whichever key's requests were charged to it. */
interface Told {
  readonly percents: Set<number>;
  endMs: number | undefined;
}

/** For one budget as one key has it: below this, there is nothing to tell. */
interface Quiet {
  readonly windowStartMs: number;
  readonly belowNanoUsd: number;
}

/**
 * Notices when a budget reaches one of its percentages, and keeps an event of each. A charge that reaches nothing costs one
 * look at a map. The first charge that this process sees in a window tells everything that was reached before, too, in case
 * another process ended before it could: an event has the same id whoever tells it, and the store keeps one.
 */
export function createBudgetThresholds(deps: {
  readonly events: Pick<EventStore, 'append'>;
  readonly log: Log;
}): BudgetThresholds {
  const quiet = new WeakMap<ApplyingBudget, Quiet>();
  const told = createSweepingMap<Told>({
    create: () => ({ percents: new Set(), endMs: undefined }),
    isIdle: ({ endMs }, nowMs) => endMs !== undefined && endMs + KEPT_AFTER_END_MS < nowMs,
  });
  const outbox = createEventOutbox(deps);
  return {
    spent(charge) {
      const seen = quiet.get(charge.applying);
      if (seen?.windowStartMs === charge.windowStartMs && charge.spentNanoUsd < seen.belowNanoUsd) return;
      const entry = told.getOrCreate(identityOf(charge), charge.nowMs);
      entry.endMs = charge.windowEndMs;
      quiet.set(charge.applying, tellNew({ charge, told: entry, post: outbox.post }));
    },
    flush: outbox.flush,
    close: outbox.close,
  };
}

/** Posts what was reached and not told yet, and says up to where nothing more is to be told. */
function tellNew({
  charge,
  told,
  post,
}: {
  readonly charge: Charge;
  readonly told: Told;
  readonly post: (event: GatewayEvent) => void;
}): Quiet {
  const { nanoUsd, alertAtPercent = DEFAULT_PERCENTS } = charge.applying.budget;
  let belowNanoUsd = Number.POSITIVE_INFINITY;
  for (const percent of alertAtPercent) {
    const thresholdNanoUsd = Math.ceil((nanoUsd * percent) / 100);
    if (charge.spentNanoUsd < thresholdNanoUsd) belowNanoUsd = Math.min(belowNanoUsd, thresholdNanoUsd);
    else if (nanoUsd > 0 && !told.percents.has(percent)) {
      told.percents.add(percent);
      post(eventOf({ charge, percent }));
    }
  }
  return { windowStartMs: charge.windowStartMs, belowNanoUsd };
}

function eventOf({ charge, percent }: { readonly charge: Charge; readonly percent: number }): GatewayEvent {
  const { applying, windowStartMs, windowEndMs, spentNanoUsd, nowMs } = charge;
  const { scope, scopeId, scopeName, name, budget, workspaceId } = applying;
  return {
    id: `evt_${createHash('sha256')
      .update(`${identityOf(charge)}${percent}`)
      .digest('hex')
      .slice(0, 32)}`,
    type: 'budget.threshold',
    workspaceId,
    atMs: nowMs,
    data: {
      scope,
      scopeId,
      scopeName,
      budgetName: name,
      window: budget.window,
      timeZone: budget.timeZone,
      windowStartMs,
      windowEndMs,
      percent,
      spentNanoUsd,
      limitNanoUsd: budget.nanoUsd,
    },
  };
}

/** Of a budget and a window. A limit that is changed within the window leaves both the same. */
function identityOf({ applying, windowStartMs }: Charge): string {
  const { workspaceId, scope, scopeId, name, budget } = applying;
  const { window, timeZone } = budget;
  return JSON.stringify([workspaceId, scope, scopeId, name ?? null, window, timeZone ?? null, windowStartMs]);
}
