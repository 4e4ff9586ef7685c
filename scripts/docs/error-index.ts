import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATALOGUE, type ErrorEntry } from '@latentkit/contract/error-catalogue';
import { REPOSITORY } from '../repository.mjs';
import { markdownTable } from './markdown-table.ts';

const CATALOGUE: Readonly<Record<string, ErrorEntry>> = ERROR_CATALOGUE;

/** One row a code; `docs` of an error body points to the anchor. */
export function writeErrorIndex(): string {
  const rows = Object.entries(CATALOGUE)
    .toSorted(([a, left], [b, right]) => left.status - right.status || (a < b ? -1 : 1))
    .map(([code, entry]) => [
      String(entry.status),
      `<a id="${code}"></a>[\`${code}\`](${code}.md)`,
      entry.message,
      retryOf(readPage(code)) ?? '',
    ]);
  return markdownTable({ head: ['Status', 'Code', 'What happened', 'Retry'], rows });
}

/** What is wrong with the hand-written pages: each names its status, says whether to retry, and treats every reason. */
export function errorPageProblems(): string[] {
  return Object.entries(CATALOGUE).flatMap(([code, entry]) => {
    const text = readPage(code);
    const page = `docs/errors/${code}.md`;
    const title = `# \`${code}\` (${entry.status})`;
    const treated = [...text.matchAll(/^### `([a-z_]+)`$/gm)].map(([, reason = '']) => reason);
    return [
      ...(text.startsWith(`${title}\n`) ? [] : [`${page} must begin with: ${title}`]),
      ...(retryOf(text) === undefined ? [`${page} has no paragraph that begins with **Retry:**`] : []),
      ...entry.reasons.filter((reason) => !treated.includes(reason)).map((reason) => `${page} lacks ### \`${reason}\``),
      ...treated
        .filter((reason) => !entry.reasons.includes(reason))
        .map((reason) => `${page} treats "${reason}", which is no reason of ${code}`),
    ];
  });
}

function readPage(code: string): string {
  return readFileSync(join(REPOSITORY, 'docs', 'errors', `${code}.md`), 'utf8');
}

function retryOf(text: string): string | undefined {
  return /^\*\*Retry:\*\* ([\s\S]+?)\n\n/m.exec(text)?.[1]?.replaceAll('\n', ' ');
}
