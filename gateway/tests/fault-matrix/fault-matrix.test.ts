import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { expectedEnd } from './expected-end.ts';
import { MATRIX_PAGE } from './matrix-page.ts';
import { type CellResult, runFaultMatrix } from './run-fault-matrix.ts';
import { type CoolingResult, runRetryAfter } from './run-retry-after.ts';
import { writeMatrix } from './write-matrix.ts';

let cells: readonly CellResult[];
let cooling: readonly CoolingResult[];

beforeAll(async () => {
  cells = await runFaultMatrix();
  cooling = await runRetryAfter();
}, 300_000);

const placeOf = ({ cell }: CellResult) =>
  `${cell.fault.id} ${cell.fault.name}, ${cell.dialect.id}, ${cell.moment} content, ${cell.call}`;

test('every fault ends as the rules say, in every dialect, before and after the first content, streamed and whole', () => {
  const seen = cells.map((result) => `${placeOf(result)}: ${result.end}`);
  const wanted = cells.map((result) => `${placeOf(result)}: ${expectedEnd(result.cell)}`);
  expect(seen.filter((end, index) => end !== wanted[index])).toEqual([]);
});

test('the log has every attempt that was made, with the reason why the first one failed', () => {
  const wrong = cells.filter(({ cell, end, reason, attempts }) => {
    const { fault, ...place } = cell;
    const wanted = typeof fault.reason === 'function' ? fault.reason(place) : fault.reason;
    const isNamed = fault.kind === 'harmless' ? reason === undefined : reason?.startsWith(wanted ?? '');
    return !isNamed || attempts !== (end === 'B answers' ? 2 : 1);
  });
  expect(wrong.map((result) => `${placeOf(result)}: ${result.reason}, ${result.attempts} attempts`)).toEqual([]);
});

test('a rate limit sends the request elsewhere at once, and is respected for as long as it asks, within bounds', () => {
  const seen = cooling.map(({ row, dialect, failedOver, cooledSeconds }) => [
    row.spelling,
    dialect.id,
    failedOver,
    cooledSeconds,
  ]);
  const wanted = cooling.map(({ row, dialect }) => [row.spelling, dialect.id, true, row.coolsSeconds]);
  expect(seen).toEqual(wanted);
});

test('docs/reliability/fault-matrix.md says what this run has seen', () => {
  expect(writeMatrix({ cells, cooling })).toBe(readFileSync(MATRIX_PAGE, 'utf8'));
});
