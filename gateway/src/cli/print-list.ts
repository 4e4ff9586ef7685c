import type { CliContext, GlobalOptions } from './cli-context.ts';
import { type Column, formatTable } from './format-table.ts';

/** A list as a table for a person, or with `--json` as one object a line. */
export function printList<Row>({
  context,
  options,
  rows,
  columns,
  toJson,
  empty,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly toJson: (row: Row) => object;
  /** What a person reads where there is nothing. */
  readonly empty: string;
}): void {
  if (options.json) context.write(rows.map((row) => `${JSON.stringify(toJson(row))}\n`).join(''));
  else context.write(rows.length === 0 ? `${empty}\n` : formatTable({ columns, rows }));
}

/** One thing as an object, or as lines for a person. */
export function printOne({
  context,
  options,
  json,
  lines,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly json: object;
  readonly lines: readonly string[];
}): void {
  context.write(options.json ? `${JSON.stringify(json)}\n` : lines.map((line) => `${forTerminal(line)}\n`).join(''));
}

/** Some of what is shown are words of a provider, which shall not steer anybody's terminal. */
function forTerminal(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' ? '\n' : ''));
}
