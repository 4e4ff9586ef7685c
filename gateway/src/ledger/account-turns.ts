import type { Account } from './account.ts';

/** One change of an account at a time: a second one would not know what the first one is about to write. */
export function createAccountTurns() {
  const last = new Map<Account, Promise<void>>();
  return {
    take({ accounts, work }: { accounts: readonly Account[]; work: () => Promise<void> }): Promise<void> {
      const before = accounts.map((account) => last.get(account));
      const turn = Promise.all(before).then(work);
      const over = turn
        .catch(() => {})
        .then(() => {
          for (const account of accounts) if (last.get(account) === over) last.delete(account);
        });
      for (const account of accounts) last.set(account, over);
      return turn;
    },
  };
}
