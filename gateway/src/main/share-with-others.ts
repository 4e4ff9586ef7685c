import { randomUUID } from 'node:crypto';
import type { BudgetWatcher, Clock, Log } from '../domain/ports.ts';
import { type AccountSharing, createAccountSharing } from '../ledger/share-accounts.ts';
import type { Installation } from './open-installation.ts';
import type { Job } from './run-jobs.ts';

export interface SharingWithOthers {
  readonly sharing: AccountSharing;
  readonly jobs: readonly Job[];
  /** Gives back this process's shares, once everything that it recorded is in the store. */
  close(): Promise<void>;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Undefined with the embedded database: nobody else draws on its budgets. */
export function shareWithOthers({
  installation,
  caughtUp,
  watcher,
  clock,
  log,
}: {
  readonly installation: Pick<Installation, 'sqlite' | 'store' | 'instance'>;
  readonly caughtUp: () => Promise<void>;
  readonly watcher: BudgetWatcher;
  readonly clock: Clock;
  readonly log: Log;
}): SharingWithOthers | undefined {
  if (installation.sqlite) return undefined;
  const { shares } = installation.store;
  const holder = { instance: installation.instance, process: randomUUID() };
  const sharing = createAccountSharing({ shares, holder, caughtUp, watcher, clock });
  return {
    sharing,
    jobs: [
      { name: 'look-again-at-shares', everyMs: SECOND_MS, run: () => sharing.lookAgain() },
      {
        name: 'forget-shares',
        everyMs: HOUR_MS,
        atStart: true,
        async run() {
          // What an earlier process on this data folder has spent counts in the store before its shares are gone.
          await caughtUp();
          await shares.giveBack({ holder, othersOf: true });
          await shares.forget();
        },
      },
    ],
    async close() {
      try {
        await caughtUp();
        await sharing.giveBack();
      } catch (error) {
        log.warn({ error: String(error) }, 'shares in budgets could not be given back; the next start does it');
      }
    },
  };
}
