import { formatTable } from '../format-table.ts';
import { countText } from '../text-of-values.ts';
import type { Finding } from './finding.ts';
import type { RouteMatrix } from './route-matrix.ts';

const TITLES = { problem: 'Problems', warning: 'Warnings', note: 'Looked at' } as const;

interface Found {
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly matrix: readonly RouteMatrix[];
  readonly problems: number;
  readonly warnings: number;
}

/** The verdict first, then what was found, the worst first, and what each route can serve. */
export function doctorLines({ findings, matrix, problems, warnings }: Found): string[] {
  const counts = [countText({ count: problems, noun: 'problem' }), countText({ count: warnings, noun: 'warning' })];
  return [
    `${counts.join(', ')}.`,
    '',
    ...Object.entries(TITLES).flatMap(([level, title]) => {
      const ofLevel = findings.filter((finding) => finding.level === level);
      return ofLevel.length === 0 ? [] : [`${title}:`, ...ofLevel.flatMap(findingLines), ''];
    }),
    ...matrix.flatMap(matrixLines),
  ].slice(0, -1);
}

function findingLines(finding: Finding): string[] {
  const line = `  ${finding.subject}: ${finding.text}`;
  return finding.level === 'note' ? [line] : [line, `    ${finding.fix.text}`, `      ${finding.fix.exact}`];
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
