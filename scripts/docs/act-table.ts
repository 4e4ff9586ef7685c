import type { Act } from '../../gateway/src/control/api/act.ts';
import { ACTS } from '../../gateway/src/control/api/acts.ts';
import { tagOf } from '../../gateway/src/control/api/openapi-document.ts';
import { markdownTable } from './markdown-table.ts';

const OF_NOBODY: Readonly<Record<string, string>> = { anybody: 'nothing', signed_in: 'to be known' };

/** Every act of the control plane, a table for each noun of the OpenAPI document. */
export function writeActTables(): string {
  return [...Map.groupBy(ACTS, ({ path }) => tagOf(path))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([noun, acts]) => `### ${noun}\n\n${markdownTable({ head: ['Act', 'What', 'Takes'], rows: acts.map(rowOf) })}`)
    .join('\n\n');
}

function rowOf({ method, path, summary, permission, edits }: Act): readonly string[] {
  const takes = OF_NOBODY[permission] ?? `\`${permission}\``;
  return [`\`${method.toUpperCase()} /api${path}\``, summary, edits ? `${takes}, \`If-Match\`` : takes];
}
