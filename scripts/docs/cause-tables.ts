import type { Cause, FixStep } from '../../gateway/src/diagnosis/cause.ts';
import { CAUSE_GROUPS } from '../../gateway/src/diagnosis/causes/all-causes.ts';
import { fillIn } from '../../gateway/src/diagnosis/fill-in.ts';
import { markdownTable } from './markdown-table.ts';

const TITLES: Readonly<Record<keyof typeof CAUSE_GROUPS, string>> = {
  key: 'Keys',
  request: 'What was sent',
  limit: 'Limits and budgets',
  route: 'Routes',
  provider: 'What a provider answered',
  network: 'The way to a provider',
  gateway: 'The gateway itself',
};

/** Every cause that a diagnosis can name, with what the caller saw and what helps. */
export function writeCauseTables(): string {
  return Object.entries(CAUSE_GROUPS)
    .map(([group, causes]) => {
      const rows = Object.entries<Cause>(causes).map(([code, cause]) => [
        `<a id="${code}"></a>\`${code}\``,
        `${plain(cause.sentence)}<br>*${cause.error}*`,
        cause.fix.map(stepText).join('<br>') || 'Nothing.',
      ]);
      return `### ${titleOf(group)}\n\n${markdownTable({ head: ['Code', 'What happened, and the error', 'What to do'], rows })}`;
    })
    .join('\n\n');
}

function titleOf(group: string): string {
  const title = Object.entries(TITLES).find(([name]) => name === group)?.[1];
  if (title === undefined) throw new Error(`scripts/docs/cause-tables.ts has no title for "${group}"`);
  return title;
}

function stepText({ text, exact }: FixStep): string {
  return `${plain(text)} \`${fillIn({ text: exact, facts: {} })}\``;
}

/** `<connection>` would be read as HTML. */
function plain(text: string): string {
  return fillIn({ text, facts: {} }).replaceAll('<', '&lt;');
}
