import type { CellEnd } from './expected-end.ts';
import { MATRIX_DIALECTS } from './matrix-dialects.ts';
import type { CellResult } from './run-fault-matrix.ts';
import type { CoolingResult } from './run-retry-after.ts';

const INTRODUCTION = `# Fault matrix

Written by the run itself: \`npx node scripts/generate-fault-matrix.ts\`. The test suite runs it again, and fails where a
cell does not end as the rules say, or where this page says something else.

Each cell is a request through a whole gateway, over real sockets, on a route with two attempts, A and B, of the same
dialect. A's upstream has the fault; B's is healthy. A number behind × says in how many variants the fault was tried; all
of them ended alike. *before*: the caller has seen no content yet. *after*: it has; or, of an answer that comes whole, a
part of the body had come.

| | The caller sees |
|---|---|
| A | The answer of A, whole: the fault does no harm. |
| B | The answer of B, and not a word of A. |
| error | Some words of A, then \`event: error\` with \`provider_error\`, reason \`stream_cut\`, and no end marker. |
| deadline | Some words of A, then \`event: error\` with \`deadline_exceeded\`, reason \`route\`. |
| 400 | \`validation_error\`, reason \`rejected_by_provider\`: the task's own fault, so that no other attempt is asked. |
`;

const SHORT: Readonly<Record<string, string>> = {
  'A answers': 'A',
  'B answers': 'B',
  'error event: provider_error/stream_cut': 'error',
  'error event: deadline_exceeded/route': 'deadline',
  '400 validation_error/rejected_by_provider': '400',
};

/** The page, from what a run has seen. */
export function writeMatrix(run: { cells: readonly CellResult[]; cooling: readonly CoolingResult[] }): string {
  const { cells, cooling } = run;
  return `${INTRODUCTION}
${cells.length} requests. The last column is how the request log names A's failure.

${table(['', 'Fault', 'When', 'Call', ...MATRIX_DIALECTS.map(({ id }) => id), 'Class of the failure'], faultRows(cells))}

## Rate limits (F11)

A answers 429, B answers the request at once, and A is left alone for as long as it asks, within 0–300 s. Seconds, rounded
up, for which the next request does not use A:

${table(['How A asks', ...MATRIX_DIALECTS.map(({ id }) => id)], coolingRows(cooling))}
`;
}

function faultRows(cells: readonly CellResult[]): string[][] {
  const rows = Map.groupBy(cells, ({ cell }) =>
    JSON.stringify([cell.fault.id, cell.fault.name, cell.moment, cell.call]),
  );
  return [...rows.values()].map((results) => {
    const [first] = results;
    if (!first) return [];
    const { fault, moment, call } = first.cell;
    const ends = MATRIX_DIALECTS.map(({ id }) => endsOf(results.filter(({ cell }) => cell.dialect.id === id)));
    const classes = new Set(results.flatMap(({ reason }) => (reason === undefined ? [] : [reason.split(':')[0]])));
    return [
      fault.id,
      fault.name,
      moment,
      call,
      ...ends,
      [...classes]
        .map((name) => `\`${name}\``)
        .sort()
        .join(', '),
    ];
  });
}

function endsOf(results: readonly CellResult[]): string {
  const ends = Map.groupBy(results, ({ end }) => end);
  return [...ends].map(([end, same]) => shortEnd({ end, count: same.length })).join(', ');
}

function shortEnd({ end, count }: { end: CellEnd; count: number }): string {
  return `${SHORT[end] ?? end}${count > 1 ? ` ×${count}` : ''}`;
}

function coolingRows(cooling: readonly CoolingResult[]): string[][] {
  const rows = Map.groupBy(cooling, ({ row }) => row.spelling);
  return [...rows].map(([spelling, results]) => [
    spelling,
    ...MATRIX_DIALECTS.map(({ id }) => {
      const result = results.find(({ dialect }) => dialect.id === id);
      if (!result) return '';
      return result.failedOver ? String(result.cooledSeconds) : 'no failover';
    }),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (values: readonly string[]) => `| ${values.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
