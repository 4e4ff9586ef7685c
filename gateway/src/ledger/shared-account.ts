import { spendingScope } from '../domain/spending-scope.ts';
import type { SharedAccount, SharedSpending } from '../domain/spending-shares.ts';
import type { Account } from './account.ts';

/** An account as the store knows it, the same on every gateway. */
export function sharedAccountOf(account: Account): SharedAccount {
  return { name: nameOf(account), endsAtMs: account.endMs, spending: spendingOf(account) };
}

function spendingOf({ purpose, startMs }: Account): SharedSpending {
  switch (purpose.kind) {
    case 'budget':
      return { kind: 'budget', scope: spendingScope(purpose.applying), sinceMs: startMs };
    case 'allowance':
      return {
        kind: 'allowance',
        workspaceId: purpose.workspaceId,
        capability: purpose.managed,
        sinceMs: startMs,
      };
    case 'credits':
      return { kind: 'credits', workspaceId: purpose.workspaceId };
  }
}

export function nameOf({ purpose, window, startMs }: Account): string {
  const at = `${window.window} ${window.timeZone ?? 'UTC'} ${startMs}`;
  switch (purpose.kind) {
    case 'budget': {
      const { scope, scopeId, workspaceId } = purpose.applying;
      return `budget ${scope} ${JSON.stringify(scopeId)} ${workspaceId} ${at}`;
    }
    case 'allowance':
      return `allowance ${purpose.workspaceId} ${purpose.managed} ${at}`;
    case 'credits':
      return `credits ${purpose.workspaceId}`;
  }
}
