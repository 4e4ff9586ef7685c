import type { Kysely, Selectable } from 'kysely';
import * as z from 'zod';
import { ACTOR_KINDS, type Actor } from '../domain/actor.ts';
import {
  AUDITED_OBJECTS,
  type AuditEntry,
  type AuditLog,
  type AuditQuery,
  type AuditVerdict,
} from '../domain/audit.ts';
import { appendToChain, CHAIN_START, hashOfRow, lockChain } from './audit-chain.ts';
import type { AuditLogTable, Database } from './database-schema.ts';

const actorKindSchema = z.enum(ACTOR_KINDS);
const objectKindSchema = z.enum(AUDITED_OBJECTS);
const ROWS_AT_ONCE = 1_000;

export function createAuditLog({ database }: { database: Kysely<Database> }): AuditLog {
  return {
    append: (facts) =>
      database.transaction().execute(async (transaction) => {
        await lockChain(transaction);
        await appendToChain({ transaction, facts });
      }),
    list: async (query) => (await select({ database, query }).execute()).map(entryFromRow),
    verify: () => verify(database),
  };
}

function select({ database, query }: { readonly database: Kysely<Database>; readonly query: AuditQuery }) {
  let rows = database.selectFrom('audit_log').selectAll().orderBy('seq', 'desc').limit(query.limit);
  if (query.workspaceId !== undefined) rows = rows.where('workspace_id', '=', query.workspaceId);
  if (query.objectKind !== undefined) rows = rows.where('object_kind', '=', query.objectKind);
  if (query.objectId !== undefined) rows = rows.where('object_id', '=', query.objectId);
  if (query.actorId !== undefined) rows = rows.where('actor_id', '=', query.actorId);
  if (query.actorKind !== undefined) rows = rows.where('actor_kind', '=', query.actorKind);
  if (query.act !== undefined) rows = rows.where('act', '=', query.act);
  if (query.sinceMs !== undefined) rows = rows.where('at_ms', '>=', query.sinceMs);
  if (query.untilMs !== undefined) rows = rows.where('at_ms', '<', query.untilMs);
  if (query.beforeSeq !== undefined) rows = rows.where('seq', '<', query.beforeSeq);
  return rows;
}

async function verify(database: Kysely<Database>): Promise<AuditVerdict> {
  let seq = 0;
  let head = CHAIN_START;
  for (;;) {
    const rows = await database
      .selectFrom('audit_log')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const row of rows) {
      const follows = row.seq === seq + 1 && row.hash === hashOfRow({ row, previous: head });
      if (!follows) return { entries: seq, head, brokenAtSeq: seq + 1 };
      seq = row.seq;
      head = row.hash;
    }
    if (rows.length < ROWS_AT_ONCE) return { entries: seq, head, brokenAtSeq: undefined };
  }
}

function entryFromRow(row: Selectable<AuditLogTable>): AuditEntry {
  return {
    id: `aud_${row.seq}`,
    seq: row.seq,
    atMs: row.at_ms,
    actor: actorFromRow(row),
    origin:
      row.client_ip === null || row.request_id === null
        ? undefined
        : { clientIp: row.client_ip, requestId: row.request_id },
    workspaceId: row.workspace_id ?? undefined,
    act: row.act,
    object: { kind: objectKindSchema.parse(row.object_kind), id: row.object_id, name: row.object_name },
    before: row.before ?? undefined,
    after: row.after ?? undefined,
    hash: row.hash,
  };
}

function actorFromRow(row: Selectable<AuditLogTable>): Actor {
  const kind = actorKindSchema.parse(row.actor_kind);
  const name = row.actor_name ?? '';
  switch (kind) {
    case 'person':
    case 'token':
      return { kind, id: row.actor_id ?? '', name };
    case 'file':
    case 'job':
      return { kind, name };
    case 'operator':
    case 'command_line':
    case 'setup':
      return { kind };
  }
}
