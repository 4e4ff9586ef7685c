import { GatewayError } from '../domain/gateway-error.ts';
import type { BudgetWatcher, Clock } from '../domain/ports.ts';
import type { KnownSpending, ShareHolder, SpendingShares } from '../domain/spending-shares.ts';
import { type Account, type Share, usedOfShare } from './account.ts';
import { createAccountTurns } from './account-turns.ts';
import { type NextShare, nextShares, type ShareQuestion } from './next-shares.ts';
import { nameOf, sharedAccountOf } from './shared-account.ts';

/** A gateway that is gone keeps its shares so long: longer than nearly every request runs, and some restarts take. */
const LEASE_MS = 900_000;
/** How often a share is looked at again while requests use it, and how long one is kept that nobody uses. */
const LOOK_AGAIN_MS = 10_000;
/** Who hears that there is nothing more is not asked for again for so long. */
const FULL_FOR_MS = 250;
const RETRY_AFTER_STORE_FAILURE_MS = 1_000;

/** What a request lacks of the share of an account. */
export interface Shortage {
  readonly account: Account;
  /** Of the account, for everybody together. */
  readonly limit: number;
  readonly amount: number;
}

export interface AccountSharing {
  /** Reads what was spent, without a share yet. @throws GatewayError storage_unavailable */
  open(account: Account): Promise<void>;
  /** Asks for larger shares, of all of them together. @throws GatewayError storage_unavailable */
  grow(shortages: readonly Shortage[]): Promise<void>;
  /** Looks again at the shares that have not been looked at for long, and gives back what nobody uses. */
  lookAgain(): Promise<void>;
  /** So that what is shown of an account is not older than this. */
  refresh(query: { readonly account: Account; readonly olderThanMs: number }): Promise<void>;
  /** Gives back every share. */
  giveBack(): Promise<void>;
  /** Whether an account's share may be used now. */
  isFresh(share: Share): boolean;
  /** Whether it is known that there is no such amount to be had. */
  isFull(share: Share, amount: number): boolean;
}

/** What requests wait for, of accounts that all of them draw on. */
interface Asking {
  readonly accounts: readonly Account[];
  /** In the order of the accounts. */
  wanted: number[];
  least: number[];
  running: Promise<void> | undefined;
}

/** Keeps the shares of one gateway in the accounts that it draws on. */
export function createAccountSharing(from: {
  readonly shares: SpendingShares;
  readonly holder: ShareHolder;
  /** Resolves when everything that was recorded by now is in the store. */
  readonly caughtUp: () => Promise<void>;
  readonly clock: Clock;
  readonly watcher?: BudgetWatcher | undefined;
}): AccountSharing {
  const { shares, holder, clock } = from;
  const asking = new Map<string, Asking>();
  const shared = new Set<Account>();
  const turns = createAccountTurns();

  const askingOf = (accounts: readonly Account[]): Asking => {
    const name = accounts.map(nameOf).join('\n');
    const known = asking.get(name);
    if (known !== undefined) return known;
    const wanted = accounts.map(() => 0);
    const created: Asking = { accounts, wanted, least: wanted, running: undefined };
    asking.set(name, created);
    return created;
  };

  const changeNow = async (ask: Asking): Promise<void> => {
    const { accounts } = ask;
    const askedAtMs = clock.now();
    // Until it is known that none is left: whether a transaction that fails was written, nobody knows.
    for (const account of accounts) shared.add(account);
    // What is recorded by now is in the store after this; what is not, is not taken for stored.
    const recorded = accounts.map(recordedOf);
    if (recorded.some((amount, index) => amount > 0 || accounts[index]?.isWarm === false)) await from.caughtUp();
    let next: readonly NextShare[] = [];
    let least: readonly number[] = [];
    await shares.change({
      holder,
      accounts: accounts.map(sharedAccountOf),
      leaseMs: LEASE_MS,
      decide: (known) => {
        for (const [index, account] of accounts.entries()) {
          learn({ account, known: known[index], recorded: recorded[index] ?? 0, watcher: from.watcher, askedAtMs });
        }
        least = ask.least;
        next = nextShares(
          accounts.map((account, index) => questionOf({ account, known: known[index], ask, index, askedAtMs })),
        );
        forget(ask);
        // At once, since requests go on meanwhile; more only when it is written.
        for (const [index, { amount }] of next.entries()) lower(accounts[index], amount);
        return next.map(({ amount }) => amount);
      },
    });
    for (const [index, account] of accounts.entries()) {
      const share = shareIn(account);
      const { amount, isFull } = next[index] ?? NO_SHARE;
      share.amount = amount;
      share.askedAtMs = askedAtMs;
      share.fullUntilMs = isFull ? clock.now() + FULL_FOR_MS : 0;
      share.fullFor = least[index] ?? 0;
    }
  };

  const change = (ask: Asking): Promise<void> => {
    ask.running ??= turns
      .take({ accounts: ask.accounts, work: () => changeNow(ask) })
      .then(() => {
        for (const account of ask.accounts) if (account.share?.amount === 0) shared.delete(account);
      })
      .catch((cause: unknown) => {
        forget(ask);
        throw new GatewayError('storage_unavailable', {
          retryAfterMs: RETRY_AFTER_STORE_FAILURE_MS,
          note: 'what other gateways have spent cannot be read',
          cause,
        });
      })
      .finally(() => asking.delete(ask.accounts.map(nameOf).join('\n')));
    return ask.running;
  };

  return {
    async open(account) {
      account.share ??= newShare();
      await change(askingOf([account]));
    },
    async grow(shortages) {
      const ask = askingOf(shortages.map(({ account }) => account));
      for (const { account, limit } of shortages) shareIn(account).limit = limit;
      ask.least = shortages.map(({ amount }, at) =>
        Math.min(amount, ask.wanted[at] ? (ask.least[at] ?? amount) : amount),
      );
      ask.wanted = shortages.map(({ amount }, at) => amount + (ask.wanted[at] ?? 0));
      await change(ask);
    },
    async lookAgain() {
      const dueMs = clock.now() - LOOK_AGAIN_MS;
      for (const account of [...shared]) if (shareIn(account).askedAtMs <= dueMs) await change(askingOf([account]));
    },
    async refresh({ account, olderThanMs }) {
      if (clock.now() - shareIn(account).askedAtMs > olderThanMs) await change(askingOf([account]));
    },
    giveBack: () => shares.giveBack({ holder }),
    // One that could not be renewed may be somebody else's by now.
    isFresh: ({ askedAtMs }) => clock.now() - askedAtMs < LEASE_MS / 2,
    isFull: ({ fullUntilMs, fullFor }, amount) => amount >= fullFor && clock.now() < fullUntilMs,
  };
}

const NO_SHARE: NextShare = { amount: 0, isFull: false };

function forget(ask: Asking): void {
  ask.wanted = ask.accounts.map(() => 0);
  ask.least = ask.wanted;
}

function lower(account: Account | undefined, amount: number): void {
  if (account?.share) account.share.amount = Math.min(account.share.amount, amount);
}

function recordedOf(account: Account): number {
  return account.spent - shareIn(account).stored - account.unrecorded;
}

function questionOf({
  account,
  known = NOTHING_KNOWN,
  ask,
  index,
  askedAtMs,
}: {
  readonly account: Account;
  readonly known: KnownSpending | undefined;
  readonly ask: Asking;
  readonly index: number;
  readonly askedAtMs: number;
}): ShareQuestion {
  const share = shareIn(account);
  const used = usedOfShare(account, share);
  const isIdle = askedAtMs - share.usedAtMs >= LOOK_AGAIN_MS;
  return {
    limit: account.purpose.kind === 'credits' ? known.granted : share.limit,
    spent: known.spent,
    others: known.others,
    used,
    wanted: ask.wanted[index] ?? 0,
    least: ask.least[index] ?? 0,
    reserve: isIdle ? 0 : Math.max(0, share.amount - used),
  };
}

const NOTHING_KNOWN: KnownSpending = { spent: 0, others: 0, granted: undefined };

function newShare(): Share {
  return { amount: 0, limit: undefined, stored: 0, askedAtMs: 0, usedAtMs: 0, fullUntilMs: 0, fullFor: 0 };
}

function shareIn(account: Account): Share {
  if (account.share === undefined) throw new TypeError('the account is not shared');
  return account.share;
}

/** From here on what was recorded before counts as what the store says, and no more as used of the share. */
function learn({
  account,
  known = NOTHING_KNOWN,
  recorded,
  watcher,
  askedAtMs,
}: {
  readonly account: Account;
  readonly known: KnownSpending | undefined;
  readonly recorded: number;
  readonly watcher: BudgetWatcher | undefined;
  readonly askedAtMs: number;
}): void {
  const share = shareIn(account);
  const before = account.spent;
  account.spent = known.spent + before - share.stored - recorded;
  share.stored = known.spent;
  if (account.purpose.kind === 'credits') account.granted = known.granted;
  // What others have spent reaches a threshold as well.
  if (account.purpose.kind !== 'budget' || !account.isWarm || account.spent <= before) return;
  watcher?.spent({
    applying: account.purpose.applying,
    windowStartMs: account.startMs,
    windowEndMs: account.endMs,
    beforeNanoUsd: before,
    spentNanoUsd: account.spent,
    nowMs: askedAtMs,
  });
}
