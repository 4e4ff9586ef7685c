import { auditWords } from '../../control/audit/audit-words.ts';
import { nameOfActor } from '../../domain/actor.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printList } from '../print-list.ts';
import { type AuditFilterOptions, readAuditEntries } from '../read-audit-entries.ts';
import { readPageLimit } from '../read-page-limit.ts';
import { dateText } from '../text-of-values.ts';

export interface AuditListOptions extends AuditFilterOptions {
  readonly limit: string;
}

interface Input {
  readonly context: CliContext;
  readonly options: AuditListOptions;
}

/** `latentkit audit list`: who did what, the newest first. */
export async function auditList({ context, options }: Input): Promise<number> {
  const rows = await readAuditEntries({ context, options, limit: readPageLimit(options.limit) });
  printList<AuditEntry>({
    context,
    options,
    rows,
    empty: 'Nothing stands in the audit log.',
    columns: [
      { title: 'TIME', text: ({ atMs }) => dateText(atMs) },
      { title: 'WHO', text: ({ actor }) => nameOfActor(actor) },
      { title: 'ACT', text: ({ act }) => act },
      { title: 'OBJECT', text: ({ object }) => `${object.kind} ${object.name}` },
      { title: 'FROM', text: ({ origin }) => origin?.clientIp ?? '-' },
      { title: 'ID', text: ({ id }) => id },
    ],
    toJson: auditWords,
  });
  return EXIT.ok;
}
