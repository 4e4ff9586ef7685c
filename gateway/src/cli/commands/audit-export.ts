import { auditCsv, auditJsonLines } from '../../control/audit/audit-words.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT, usageError } from '../cli-error.ts';
import { type AuditFilterOptions, readAuditEntries } from '../read-audit-entries.ts';

export interface AuditExportOptions extends AuditFilterOptions {
  readonly format: string;
}

/** Entries of one read of the store. */
const AT_ONCE = 1_000;

/** `latentkit audit export`: all of it, the newest first, as CSV or as JSON lines. */
export async function auditExport({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: AuditExportOptions;
}): Promise<number> {
  const { format } = options;
  if (format !== 'csv' && format !== 'jsonl') throw usageError(`--format ${format} is neither csv nor jsonl.`);
  const write = format === 'csv' ? auditCsv : auditJsonLines;
  let before = options.before;
  let isFirst = true;
  for (;;) {
    const rows = await readAuditEntries({ context, options: { ...options, before }, limit: AT_ONCE });
    const text = write(rows);
    // One head for the whole table.
    context.write(isFirst || format !== 'csv' ? text : text.slice(text.indexOf('\n') + 1));
    isFirst = false;
    before = rows.at(-1)?.id;
    if (rows.length < AT_ONCE) return EXIT.ok;
  }
}
