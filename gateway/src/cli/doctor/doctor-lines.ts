import { formatTable } from '../format-table.ts';
import { countText } from '../text-of-values.ts';
import type { Finding } from './finding.ts';
import type { RouteMatrix } from './route-matrix.ts';

const TITLES = { problem: 'Problems', warning: 'Warnings', note: 'Looked at' } as const;

/** What was found, the worst first, and what each route can serve. */
export function doctorLines({
  findings,
  matrix,
}: {
  readonly findings: readonly Finding[];
  readonly matrix: readonly RouteMatrix[];
}): string[] {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const problems = countText({ count: count('problem'), noun: 'problem' });
  const warnings = countText({ count: count('warning'), noun: 'warning' });
  return [
    ...Object.entries(TITLES).flatMap(([level, title]) => {
      const ofLevel = findings.filter((finding) => finding.level === level);
      return ofLevel.length === 0 ? [] : [`${title}:`, ...ofLevel.flatMap(findingLines), ''];
    }),
    ...matrix.flatMap(matrixLines),
    `${problems}, ${warnings}.`,
  ];
}

function findingLines(finding: Finding): string[] {
  const line = `  ${finding.subject}: ${finding.text}`;
  return finding.level === 'note' ? [line] : [line, `    ${finding.fix.text} ${finding.fix.exact}`];
}

function matrixLines({ route, rows }: RouteMatrix): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const table = formatTable({
    rows,
    columns: [
      { title: '  PROFILE', text: ({ profile, isDefault }) => `  ${profile}${isDefault ? ' (default)' : ''}` },
      ...Object.keys(first.eligible).map((capability) => ({
        title: capability,
        align: 'right' as const,
        text: ({ eligible }: RouteMatrix['rows'][number]) => cellText({ eligible, capability }),
      })),
    ],
  });
  return [`Route ${route}, attempts that could serve:`, table.trimEnd(), ''];
}

function cellText({
  eligible,
  capability,
}: {
  eligible: RouteMatrix['rows'][number]['eligible'];
  capability: string;
}): string {
  const count = Object.entries(eligible).find(([name]) => name === capability)?.[1] ?? 0;
  return count === 0 ? '-' : String(count);
}
