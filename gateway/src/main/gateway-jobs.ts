import { setTimeout as wait } from 'node:timers/promises';
import { listBudgets } from '../control/list-budgets.ts';
import type { BudgetWatcher, Clock, Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import type { WebhookDelivery } from '../jobs/deliver-webhooks.ts';
import { expireCredits } from '../jobs/expire-credits.ts';
import { forgetContents } from '../jobs/forget-contents.ts';
import { forgetIdempotentAnswers } from '../jobs/forget-idempotent-answers.ts';
import { publishScheduled } from '../jobs/publish-scheduled.ts';
import { removeWorkspaces } from '../jobs/remove-workspaces.ts';
import { rollUpUsage } from '../jobs/roll-up-usage.ts';
import { sweepIdeTokens } from '../jobs/sweep-ide-tokens.ts';
import { sweepInterrupted } from '../jobs/sweep-interrupted.ts';
import { tellReachedThresholds } from '../jobs/tell-reached-thresholds.ts';
import { verifyLedger } from '../jobs/verify-ledger.ts';
import type { MemoryLedger } from '../ledger/memory-ledger.ts';
import { createScheduleCheck } from './check-scheduled.ts';
import type { Job } from './run-jobs.ts';

interface JobDeps {
  readonly store: Store;
  readonly vault: Pick<Vault, 'open'>;
  readonly ledger: Pick<MemoryLedger, 'refreshCredits'>;
  readonly watcher: BudgetWatcher;
  readonly webhooks: Pick<WebhookDelivery, 'run'>;
  /** Resolves when all that earlier processes left in the journal is in the store. */
  readonly caughtUp: () => Promise<void>;
  readonly instance: string;
  /** When this process began. */
  readonly startedAtMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Between two pieces of a long job, so that requests have their turn. */
const PAUSE_MS = 20;

/** Everything that is done beside the requests, and how often. */
export function gatewayJobs({
  store,
  vault,
  ledger,
  watcher,
  webhooks,
  caughtUp,
  instance,
  startedAtMs,
  clock,
  log,
}: JobDeps): readonly Job[] {
  let creditsVersion: string | undefined;
  const checkScheduled = createScheduleCheck({ vault, clock });
  return [
    {
      name: 'sweep-interrupted',
      everyMs: MINUTE_MS,
      atStart: true,
      async run() {
        await caughtUp();
        await sweepInterrupted({ store, instance, startedAtMs, nowMs: clock.now(), log });
      },
    },
    {
      name: 'refresh-credits',
      everyMs: SECOND_MS,
      async run() {
        const version = await store.ledger.version();
        if (version !== creditsVersion) await ledger.refreshCredits();
        creditsVersion = version;
      },
    },
    {
      name: 'forget-idempotent-answers',
      everyMs: HOUR_MS,
      run: () => forgetIdempotentAnswers({ store: store.idempotency }),
    },
    {
      name: 'forget-contents',
      everyMs: 5 * MINUTE_MS,
      atStart: true,
      async run() {
        await forgetContents({ contents: store.contents, nowMs: clock.now(), pause: () => wait(PAUSE_MS) });
      },
    },
    {
      name: 'tell-reached-thresholds',
      everyMs: 10 * MINUTE_MS,
      atStart: true,
      async run() {
        await caughtUp();
        const nowMs = clock.now();
        const listed = listBudgets({ definitions: await store.readDefinitions(), nowMs });
        await tellReachedThresholds({ budgets: listed.map(({ applying }) => applying), store, watcher, nowMs });
      },
    },
    {
      name: 'sweep-ide-tokens',
      everyMs: HOUR_MS,
      atStart: true,
      run: async () => void (await sweepIdeTokens({ store, nowMs: clock.now() })),
    },
    {
      name: 'publish-scheduled',
      everyMs: SECOND_MS,
      run: () => publishScheduled({ store, check: checkScheduled, nowMs: clock.now(), log }),
    },
    {
      name: 'remove-workspaces',
      everyMs: MINUTE_MS,
      async run() {
        await removeWorkspaces({ store, nowMs: clock.now(), log });
      },
    },
    {
      name: 'forget-sessions',
      everyMs: HOUR_MS,
      async run() {
        const nowMs = clock.now();
        await store.people.forgetExpired({ nowMs, sessionsUnusedSinceMs: nowMs - 7 * DAY_MS });
      },
    },
    { name: 'deliver-webhooks', everyMs: SECOND_MS, run: () => webhooks.run() },
    { name: 'expire-credits', everyMs: HOUR_MS, atStart: true, run: () => expireCredits({ store, clock, log }) },
    { name: 'verify-ledger', everyMs: DAY_MS, run: () => verifyLedger({ store, log }) },
    {
      name: 'roll-up-usage',
      everyMs: MINUTE_MS,
      run: (signal) => rollUpUsage({ usage: store.usage, nowMs: clock.now(), pause: () => wait(PAUSE_MS), signal }),
    },
  ];
}
