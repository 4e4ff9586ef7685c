import type { Transaction } from 'kysely';
import type { Actor } from '../domain/actor.ts';
import type { AuditFact } from '../domain/audit.ts';
import type { DefinitionWrites, WriteAct } from '../domain/store.ts';
import { invitationToRow, memberToRow, serviceTokenToRow } from './access-rows.ts';
import { createAccessStore } from './access-store.ts';
import { appendToChain, lockChain } from './audit-chain.ts';
import { auditedWrites } from './audited-writes.ts';
import { budgetToRow } from './budget-rows.ts';
import type { ConnectionsTable, Database } from './database-schema.ts';
import {
  type ChangedWorkspaces,
  changingRowsOf,
  countUp,
  EVERYTHING,
  sharesSomething,
  workspacesOf,
} from './definition-changes.ts';
import { keyToRow, secretsToRows, workspaceToRow } from './definition-rows.ts';
import { endingIdeTokens } from './ending-ide-tokens.ts';
import { addEvent } from './event-store.ts';
import { eventsOfFacts } from './events-of-facts.ts';
import { definitionFinder } from './find-definition.ts';
import type { LedgerPosting } from './ledger-posting.ts';
import { postTransfers } from './ledger-store.ts';
import type { ObjectChange } from './object-change.ts';
import { planToRow } from './plan-rows.ts';
import { readDefinitions } from './read-definitions.ts';
import { routeWrites } from './route-writes.ts';
import type { SealedRows } from './sealed-rows.ts';
import { StoreError } from './store-error.ts';
import type { WebhooksTable } from './webhook-tables.ts';
import { disableWebhook, replayDelivery } from './webhook-writes.ts';

/**
 * Runs an act as the only writer of definitions, writes it into the audit log, and counts the version up if it changed
 * anything that requests are served by. The counter's row is locked first: what `work` reads cannot be changed by another process before it writes.
 */
export async function writeDefinitions<Result>(run: {
  readonly transaction: Transaction<Database>;
  readonly posting: LedgerPosting;
  readonly rows: SealedRows;
  readonly act: WriteAct<Result>;
  readonly nowMs: number;
}): Promise<Result> {
  const { transaction, posting, rows, act, nowMs } = run;
  const scope = { transaction, posting, rows, actor: act.actor, ended: false, changed: new Set<string>() };
  await lockChain(transaction);
  const facts: AuditFact[] = [];
  const add = (change: ObjectChange) => {
    facts.push({ ...change, atMs: nowMs, actor: act.actor, origin: act.origin });
  };
  try {
    const find = definitionFinder({ within: () => stillOpen(scope), rows });
    const audited = auditedWrites({ writes: writesWithin(scope), find, add });
    const writes = endingIdeTokens({ writes: audited, find, nowMs });
    const result = await act.work(writes);
    await appendToChain({ transaction, facts });
    const newWebhooks = facts.filter(({ object, act: done }) => object.kind === 'webhook' && done === 'create');
    const except = new Set(newWebhooks.map(({ object }) => object.id));
    for (const event of eventsOfFacts(facts)) await addEvent({ transaction, event, except });
    if (scope.changed.size > 0) await countUp({ transaction, changed: scope.changed });
    return result;
  } finally {
    scope.ended = true;
  }
}

interface WriteScope {
  readonly transaction: Transaction<Database>;
  readonly posting: LedgerPosting;
  readonly rows: SealedRows;
  readonly actor: Actor;
  ended: boolean;
  /** Empty: nothing that requests are served by. */
  readonly changed: ChangedWorkspaces;
}

/**
 * @throws StoreError: a write that was not awaited would otherwise run outside of the transaction, and stay there after a
 * rollback
 */
function stillOpen(scope: WriteScope): Transaction<Database> {
  if (scope.ended) throw new StoreError('definitions were written after their transaction had ended');
  return scope.transaction;
}

function writesWithin(scope: WriteScope): DefinitionWrites {
  const inTransaction = (): Transaction<Database> => stillOpen(scope);
  const changing = (concerned: string): Transaction<Database> => {
    const transaction = inTransaction();
    scope.changed.add(concerned);
    return transaction;
  };
  const changingRow = changingRowsOf({ within: inTransaction, changed: scope.changed });
  const removing = async (row: Parameters<typeof changingRow>[0]): Promise<void> => {
    await changingRow(row, (transaction) => transaction.deleteFrom(row.table).where('id', '=', row.id).execute());
  };
  return {
    async read(of) {
      const only = await workspacesOf({ database: inTransaction(), of });
      return readDefinitions({ database: inTransaction(), rows: scope.rows, only });
    },
    saveWorkspace: async (workspace) => saveWorkspace({ transaction: changing(workspace.id), workspace }),
    async removeWorkspace(id) {
      const isShared = await sharesSomething({ database: inTransaction(), workspaceId: id });
      await removeWorkspace({ transaction: changing(isShared ? EVERYTHING : id), id });
    },
    saveConnection: async (connection) => {
      const row = scope.rows.connectionToRow(connection);
      return changingRow({ table: 'connections', id: row.id }, (transaction) => saveConnection({ transaction, row }));
    },
    removeConnection: (id) => removing({ table: 'connections', id }),
    ...routeWrites({ within: inTransaction, changingRow, actor: scope.actor }),
    saveKey: (key) => changingRow({ table: 'keys', id: key.id }, (transaction) => saveKey({ transaction, key })),
    removeKey: (id) => removing({ table: 'keys', id }),
    savePlan: async (plan) => savePlan({ transaction: changing(EVERYTHING), plan }),
    async removePlan(name) {
      await changing(EVERYTHING).deleteFrom('plans').where('name', '=', name).execute();
    },
    saveWebhook: async (webhook) => {
      const row = scope.rows.webhookToRow(webhook);
      return changingRow({ table: 'webhooks', id: row.id }, (transaction) => saveWebhook({ transaction, row }));
    },
    removeWebhook: (id) => removing({ table: 'webhooks', id }),
    disableWebhook: (webhook) =>
      changingRow({ table: 'webhooks', id: webhook.webhookId }, (database) => disableWebhook({ database, webhook })),
    replayDelivery: async (query) => replayDelivery({ database: inTransaction(), query }),
    saveBudget: (budget) =>
      changingRow({ table: 'budgets', id: budget.id }, (transaction) => saveBudget({ transaction, budget })),
    removeBudget: (id) => removing({ table: 'budgets', id }),
    membersOf: async (query) => createAccessStore({ database: inTransaction() }).membersOf(query),
    invitationsOf: async (query) => createAccessStore({ database: inTransaction() }).invitationsOf(query),
    findInvitation: async (query) => createAccessStore({ database: inTransaction() }).findInvitation(query),
    // Who may do what is read on each call: the data plane needs no new snapshot for it.
    saveMember: async (member) => saveMember({ transaction: inTransaction(), member }),
    async removeMember({ workspaceId, personId }) {
      const members = inTransaction().deleteFrom('members').where('workspace_id', '=', workspaceId);
      await members.where('person_id', '=', personId).execute();
    },
    saveInvitation: async (invitation) => saveInvitation({ transaction: inTransaction(), invitation }),
    async removeInvitation(id) {
      await inTransaction().deleteFrom('invitations').where('id', '=', id).execute();
    },
    saveServiceToken: async (token) => saveServiceToken({ transaction: inTransaction(), token }),
    async postTransfer(transfer) {
      const { posting } = scope;
      const added = await postTransfers({ transaction: inTransaction(), posting, transfers: [transfer] });
      return { isNew: added.has(transfer.id) };
    },
  };
}

type Saved<Act extends keyof Omit<DefinitionWrites, 'read'>> = Parameters<DefinitionWrites[Act]>[0];

async function saveWorkspace(save: { transaction: Transaction<Database>; workspace: Saved<'saveWorkspace'> }) {
  const { id, ...rest } = workspaceToRow(save.workspace);
  await save.transaction
    .insertInto('workspaces')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

/** What belongs to it first: nothing may point to what is gone. */
const OF_A_WORKSPACE = ['budgets', 'keys', 'routes', 'webhooks', 'connections', 'plans'] as const;

async function removeWorkspace({ transaction, id }: { transaction: Transaction<Database>; id: string }) {
  for (const table of OF_A_WORKSPACE) await transaction.deleteFrom(table).where('workspace_id', '=', id).execute();
  await transaction.deleteFrom('request_contents').where('workspace_id', '=', id).execute();
  await transaction.deleteFrom('workspaces').where('id', '=', id).execute();
}

async function saveConnection(save: { transaction: Transaction<Database>; row: ConnectionsTable }) {
  const { id, ...rest } = save.row;
  await save.transaction
    .insertInto('connections')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function savePlan(save: { transaction: Transaction<Database>; plan: Saved<'savePlan'> }) {
  const { name, ...rest } = planToRow(save.plan);
  await save.transaction
    .insertInto('plans')
    .values({ name, ...rest })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(rest))
    .execute();
}

async function saveWebhook(save: { transaction: Transaction<Database>; row: WebhooksTable }) {
  const { id, ...rest } = save.row;
  await save.transaction
    .insertInto('webhooks')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function saveBudget(save: { transaction: Transaction<Database>; budget: Saved<'saveBudget'> }) {
  const { id, ...rest } = budgetToRow(save.budget);
  await save.transaction
    .insertInto('budgets')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function saveMember(save: { transaction: Transaction<Database>; member: Saved<'saveMember'> }) {
  const { workspace_id, person_id, ...rest } = memberToRow(save.member);
  await save.transaction
    .insertInto('members')
    .values({ workspace_id, person_id, ...rest })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'person_id']).doUpdateSet(rest))
    .execute();
}

async function saveInvitation(save: { transaction: Transaction<Database>; invitation: Saved<'saveInvitation'> }) {
  const { id, ...rest } = invitationToRow(save.invitation);
  await save.transaction
    .insertInto('invitations')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function saveServiceToken(save: { transaction: Transaction<Database>; token: Saved<'saveServiceToken'> }) {
  const { id, ...rest } = serviceTokenToRow(save.token);
  await save.transaction
    .insertInto('service_tokens')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function saveKey(save: { transaction: Transaction<Database>; key: Saved<'saveKey'> }) {
  const { id, ...rest } = keyToRow(save.key);
  await save.transaction
    .insertInto('keys')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
  await save.transaction.deleteFrom('key_secrets').where('key_id', '=', id).execute();
  const secrets = secretsToRows(save.key);
  if (secrets.length > 0) await save.transaction.insertInto('key_secrets').values(secrets).execute();
}
