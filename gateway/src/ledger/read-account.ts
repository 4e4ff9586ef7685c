import type { NanoUsd } from '../domain/money.ts';
import { spendingScope } from '../domain/spending-scope.ts';
import type { Store } from '../domain/store.ts';
import type { Account } from './account.ts';

type AccountStore = Pick<Store, 'spentSince' | 'ledger'>;

/**
 * Reads from the store what was used of an account before this process looked. What is charged while it reads is not lost:
 * nothing is charged to an account before it is read, since no claim on it is open.
 */
export async function readAccount({ account, store }: { account: Account; store: AccountStore }): Promise<void> {
  const { purpose, startMs } = account;
  switch (purpose.kind) {
    case 'budget':
      account.spent = await store.spentSince({ scope: spendingScope(purpose.applying), sinceMs: startMs });
      break;
    case 'allowance': {
      const { workspaceId, managed } = purpose;
      account.spent = await store.ledger.allowanceUsed({ workspaceId, capability: managed, sinceMs: startMs });
      break;
    }
    case 'credits': {
      const { workspaceId } = purpose;
      account.spent = (await store.ledger.balances({ workspaceId })).spent;
      account.granted = await grantedTo({ store, workspaceId });
    }
  }
  account.isWarm = true;
}

/** Everything that came into the credits of a workspace, less what expired. Undefined: nothing ever did. */
export async function grantedTo({
  store,
  workspaceId,
}: {
  readonly store: AccountStore;
  readonly workspaceId: string;
}): Promise<NanoUsd | undefined> {
  if (!(await store.ledger.hasCredits({ workspaceId }))) return undefined;
  const { credits, held, spent } = await store.ledger.balances({ workspaceId });
  return credits + held + spent;
}
