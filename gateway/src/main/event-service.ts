import { listBudgets } from '../control/list-budgets.ts';
import type { BudgetWatcher, Clock, Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import { createWebhookDelivery } from '../jobs/deliver-webhooks.ts';
import { tellReachedThresholds } from '../jobs/tell-reached-thresholds.ts';
import type { UpstreamPools } from '../net/upstream-pools.ts';
import { createWebhookSender } from '../net/webhook-sender.ts';
import { createBudgetThresholds } from '../observe/budget-thresholds.ts';

const DELIVER_EVERY_MS = 1_000;
/** Also tells of what other processes on the same database have spent. */
const LOOK_EVERY_MS = 600_000;

export interface EventService {
  /** What the ledger tells of every charge. */
  readonly watcher: BudgetWatcher;
  /** Looks once at every budget, then delivers until it is closed. To be called when the journal is replayed. */
  start(): void;
  /** Writes down what was noticed, and waits for deliveries under way: at most some 20 seconds. */
  close(): Promise<void>;
}

/** Events of this process: noticed, kept, and delivered to webhooks. */
export function createEventService({
  store,
  vault,
  pools,
  clock,
  log,
  deliverEveryMs = DELIVER_EVERY_MS,
}: {
  readonly store: Store;
  readonly vault: Pick<Vault, 'open'>;
  readonly pools: UpstreamPools;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliverEveryMs?: number;
}): EventService {
  const thresholds = createBudgetThresholds({ events: store.events, log });
  const delivery = createWebhookDelivery({
    deliveries: store.deliveries,
    vault,
    sender: createWebhookSender({ pools }),
    now: clock.now,
    random: Math.random,
    log,
  });
  const lookAtBudgets = async (): Promise<void> => {
    const nowMs = clock.now();
    const budgets = listBudgets({ definitions: await store.readDefinitions(), nowMs }).map(({ applying }) => applying);
    await tellReachedThresholds({ budgets, store, watcher: thresholds, nowMs });
  };
  const looking = repeat({ everyMs: LOOK_EVERY_MS, work: lookAtBudgets, log, what: 'the budgets could not be read' });
  const delivering = repeat({
    everyMs: deliverEveryMs,
    work: () => delivery.run(),
    log,
    what: 'webhook deliveries could not be read',
  });
  return {
    watcher: thresholds,
    start() {
      looking.start();
      delivering.start();
    },
    async close() {
      await looking.stop();
      await delivering.stop();
      await thresholds.close();
      await delivery.close();
    },
  };
}

/** Does the work at once, and again when so much time has passed since its end. */
function repeat({
  everyMs,
  work,
  log,
  what,
}: {
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly log: Log;
  /** What is told where it fails: once, until it works again. */
  readonly what: string;
}): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;
  let isFailing = false;
  const turn = async (): Promise<void> => {
    try {
      await work();
      isFailing = false;
    } catch (cause) {
      if (!isFailing) log.error({ cause: String(cause) }, what);
      isFailing = true;
    }
    if (!isStopped) timer = setTimeout(begin, everyMs).unref();
  };
  const begin = (): void => {
    running = turn();
  };
  return {
    start: begin,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
