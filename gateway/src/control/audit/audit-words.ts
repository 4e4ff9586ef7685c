import type { AuditEntry } from '../../domain/audit.ts';
import type { JsonObject } from '../../domain/json.ts';
import { writeCsv } from '../../usage/write-csv.ts';

/** An entry of the audit log in the words of the API, its exports and the command line. */
export function auditWords(entry: AuditEntry) {
  const { id, atMs, actor, origin, workspaceId, act, object, before, after, hash } = entry;
  return {
    id,
    at: new Date(atMs).toISOString(),
    actor: {
      kind: actor.kind,
      id: 'id' in actor ? actor.id : null,
      name: 'name' in actor ? actor.name : null,
    },
    client_ip: origin?.clientIp ?? null,
    request_id: origin?.requestId ?? null,
    workspace_id: workspaceId ?? null,
    act,
    object: { ...object },
    before: readObject(before),
    after: readObject(after),
    hash,
  };
}

const COLUMNS = [
  'id',
  'at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'client_ip',
  'request_id',
  'workspace_id',
  'act',
  'object_kind',
  'object_id',
  'object_name',
  'before',
  'after',
  'hash',
] as const;

/** Names are chosen by anybody: what a spreadsheet would take for a formula is made harmless. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => {
    const { actor, object, ...words } = auditWords(entry);
    return [
      words.id,
      words.at,
      actor.kind,
      actor.id,
      actor.name,
      words.client_ip,
      words.request_id,
      words.workspace_id,
      words.act,
      object.kind,
      object.id,
      object.name,
      entry.before ?? null,
      entry.after ?? null,
      words.hash,
    ];
  });
  return writeCsv({ head: COLUMNS, rows });
}

export function auditJsonLines(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(auditWords(entry))}\n`).join('');
}

function readObject(text: string | undefined): JsonObject | null {
  return text === undefined ? null : JSON.parse(text);
}
