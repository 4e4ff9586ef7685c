import { createHash } from 'node:crypto';
import type { Insertable, Transaction } from 'kysely';
import type { AuditFact } from '../domain/audit.ts';
import type { AuditLogTable, Database } from './database-schema.ts';
import { DEFINITIONS_COUNTER } from './definitions-counter.ts';

/** What the first row follows from. */
export const CHAIN_START = '0'.repeat(64);

export type AuditRow = Insertable<AuditLogTable>;

/** SHA-256 over a row, its place included, and the hash of the row before. */
export function hashOfRow({
  row,
  previous,
}: {
  readonly row: Omit<AuditRow, 'hash'>;
  readonly previous: string;
}): string {
  const sealed = [
    previous,
    row.seq,
    row.at_ms,
    row.actor_kind,
    row.actor_id,
    row.actor_name,
    row.client_ip,
    row.request_id,
    row.workspace_id,
    row.act,
    row.object_kind,
    row.object_id,
    row.object_name,
    row.before,
    row.after,
  ];
  return createHash('sha256').update(JSON.stringify(sealed)).digest('hex');
}

/**
 * Adds facts at the end of the chain.
 * @param transaction which holds the lock that `lockChain` takes: two writers would otherwise both follow the same row
 */
export async function appendToChain({
  transaction,
  facts,
}: {
  readonly transaction: Transaction<Database>;
  readonly facts: readonly AuditFact[];
}): Promise<void> {
  if (facts.length === 0) return;
  const last = await transaction
    .selectFrom('audit_log')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  let { seq, hash } = last ?? { seq: 0, hash: CHAIN_START };
  for (const fact of facts) {
    seq++;
    const row = { seq, ...rowOf(fact) };
    hash = hashOfRow({ row, previous: hash });
    await transaction
      .insertInto('audit_log')
      .values({ ...row, hash })
      .execute();
  }
}

/** Held until the transaction ends. Definitions are written under the same one. */
export async function lockChain(transaction: Transaction<Database>): Promise<void> {
  await transaction
    .updateTable('counters')
    .set((column) => ({ value: column.ref('value') }))
    .where('name', '=', DEFINITIONS_COUNTER)
    .execute();
}

function rowOf(fact: AuditFact): Omit<AuditRow, 'seq' | 'hash'> {
  const { actor, origin, object } = fact;
  return {
    at_ms: fact.atMs,
    actor_kind: actor.kind,
    actor_id: 'id' in actor ? actor.id : null,
    actor_name: 'name' in actor ? actor.name : null,
    client_ip: origin?.clientIp ?? null,
    request_id: origin?.requestId ?? null,
    workspace_id: fact.workspaceId ?? null,
    act: fact.act,
    object_kind: object.kind,
    object_id: object.id,
    object_name: object.name,
    before: fact.before ?? null,
    after: fact.after ?? null,
  };
}
