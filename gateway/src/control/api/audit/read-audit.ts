import type { AuditLog, AuditQuery } from '../../../domain/audit.ts';
import { auditCsv, auditJsonLines, auditWords } from '../../audit/audit-words.ts';
import type { ActAnswer } from '../act.ts';

/** One page, newest first: pages by the place in the chain, so that what is added meanwhile shifts nothing. */
export async function auditPage({
  audit,
  query,
}: {
  readonly audit: AuditLog;
  readonly query: AuditQuery;
}): Promise<ActAnswer> {
  const entries = await audit.list({ ...query, limit: query.limit + 1 });
  const page = entries.slice(0, query.limit);
  const next = entries.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { body: { data: page.map(auditWords), next } };
}

export const EXPORT_TYPES = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
} as const;

export async function auditFile({
  audit,
  query,
  format,
}: {
  readonly audit: AuditLog;
  readonly query: AuditQuery;
  readonly format: keyof typeof EXPORT_TYPES;
}): Promise<ActAnswer> {
  const entries = await audit.list(query);
  const text = format === 'csv' ? auditCsv(entries) : auditJsonLines(entries);
  return { file: { type: EXPORT_TYPES[format], name: `audit.${format}`, text } };
}
