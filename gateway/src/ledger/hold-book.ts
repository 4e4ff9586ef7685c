import { type Link, LinkedList } from '../domain/linked-list.ts';
import type { Log } from '../domain/ports.ts';
import type { Account } from './account.ts';

/** One account that a request draws on, and how much of it the request holds now. */
export interface HoldLine {
  readonly account: Account;
  held: number;
}

export interface OpenHold {
  /** Changes what each line holds, to the amounts of the same order. */
  hold(amounts: readonly number[]): void;
  /** Gives back what is held and charges these amounts instead. Only the first end counts; false for any further. */
  close(charges: readonly number[] | undefined): boolean;
}

export interface HoldBook {
  open(entry: { readonly requestId: string; readonly lines: readonly HoldLine[]; readonly nowMs: number }): OpenHold;
  /** Gives back what holds older than the lease hold. Returns how many there were. */
  sweep(nowMs: number): number;
  readonly size: number;
}

interface Entry {
  readonly requestId: string;
  readonly lines: readonly HoldLine[];
  readonly expiresAtMs: number;
  /** `lapsed`: swept. What it held is given back, but a charge that comes late still counts. */
  state: 'open' | 'lapsed' | 'closed';
}

/** The open holds, oldest first. Each is closed exactly once; a sweep only frees what it held. */
export function createHoldBook({ leaseMs, log }: { leaseMs: number; log: Log | undefined }): HoldBook {
  const entries = new LinkedList<Entry>();

  const giveBack = (link: Link<Entry>): void => {
    const { item: entry } = link;
    if (entry === undefined || !entries.remove(link)) return;
    for (const line of entry.lines) {
      line.account.held -= line.held;
      line.account.openHolds--;
      line.held = 0;
    }
  };

  return {
    get size() {
      return entries.size;
    },
    open({ requestId, lines, nowMs }) {
      const entry: Entry = { requestId, lines, expiresAtMs: nowMs + leaseMs, state: 'open' };
      const link = entries.add(entry);
      for (const { account } of lines) {
        account.openHolds++;
        if (account.share) account.share.usedAtMs = nowMs;
      }
      return {
        hold(amounts) {
          if (entry.state !== 'open') return;
          lines.forEach((line, index) => {
            const amount = amounts[index] ?? 0;
            line.account.held += amount - line.held;
            line.held = amount;
          });
        },
        close(charges) {
          if (entry.state === 'closed') return false;
          giveBack(link);
          entry.state = 'closed';
          if (charges) charge(lines, charges);
          return true;
        },
      };
    },
    sweep(nowMs) {
      let swept = 0;
      for (let link = entries.oldest(); link?.item !== undefined; link = entries.oldest()) {
        const { item: entry } = link;
        if (entry.expiresAtMs > nowMs) break;
        giveBack(link);
        entry.state = 'lapsed';
        swept++;
        log?.warn({ request_id: entry.requestId }, 'a budget hold was never closed');
      }
      return swept;
    },
  };
}

function charge(lines: readonly HoldLine[], amounts: readonly number[]): void {
  for (const [index, { account }] of lines.entries()) {
    account.spent += amounts[index] ?? 0;
    account.unrecorded += amounts[index] ?? 0;
  }
}
