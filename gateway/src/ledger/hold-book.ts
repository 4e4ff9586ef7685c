import type { NanoUsd } from '../domain/money.ts';
import type { Hold, Log } from '../domain/ports.ts';
import type { BudgetAccount } from './budget-account.ts';

export interface HoldBook {
  open(entry: {
    readonly requestId: string;
    readonly accounts: readonly BudgetAccount[];
    readonly nanoUsd: NanoUsd;
    readonly nowMs: number;
  }): Extract<Hold, { held: true }>;
  /** Gives back what holds older than the lease hold. Returns how many there were. */
  sweep(nowMs: number): number;
  readonly size: number;
}

interface Entry {
  readonly requestId: string;
  readonly accounts: readonly BudgetAccount[];
  readonly nanoUsd: NanoUsd;
  readonly expiresAtMs: number;
  /** `lapsed`: swept. Its amount is given back, but a settlement that comes late is still charged. */
  state: 'open' | 'lapsed' | 'closed';
}

/** The open holds, oldest first. Each is closed exactly once: by the first of settle and release; sweep only frees it. */
export function createHoldBook({ leaseMs, log }: { leaseMs: number; log: Log | undefined }): HoldBook {
  const entries = new Set<Entry>();

  const giveBack = (entry: Entry): void => {
    if (!entries.delete(entry)) return;
    for (const account of entry.accounts) {
      account.heldNanoUsd -= entry.nanoUsd;
      account.openHolds--;
    }
  };

  const settle = (entry: Entry, nanoUsd: NanoUsd): void => {
    if (entry.state === 'closed') return;
    giveBack(entry);
    entry.state = 'closed';
    const charged = chargeable(entry, nanoUsd);
    if (charged !== nanoUsd) {
      log?.error({ request_id: entry.requestId, charged_nano_usd: charged }, 'settled with what is no amount');
    }
    for (const account of entry.accounts) account.spentNanoUsd += charged;
  };

  return {
    get size() {
      return entries.size;
    },
    open({ requestId, accounts, nanoUsd, nowMs }) {
      const entry: Entry = { requestId, accounts, nanoUsd, expiresAtMs: nowMs + leaseMs, state: 'open' };
      entries.add(entry);
      for (const account of accounts) {
        account.heldNanoUsd += nanoUsd;
        account.openHolds++;
      }
      return {
        held: true,
        settle: (spent) => settle(entry, spent),
        release: () => {
          giveBack(entry);
          entry.state = 'closed';
        },
      };
    },
    sweep(nowMs) {
      let swept = 0;
      for (const entry of entries) {
        if (entry.expiresAtMs > nowMs) break;
        giveBack(entry);
        entry.state = 'lapsed';
        swept++;
        log?.warn({ request_id: entry.requestId, held_nano_usd: entry.nanoUsd }, 'a budget hold was never closed');
      }
      return swept;
    },
  };
}

/** Money must not vanish through a wrong figure: what is no amount is charged as it was held. */
function chargeable(entry: Entry, nanoUsd: NanoUsd): NanoUsd {
  return Number.isFinite(nanoUsd) && nanoUsd >= 0 ? Math.ceil(nanoUsd) : entry.nanoUsd;
}
