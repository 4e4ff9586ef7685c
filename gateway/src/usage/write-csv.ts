import type { UsageValue } from './usage-columns.ts';

/**
 * What a spreadsheet takes for the beginning of a formula, also in the wide letters of East Asia, and what it leaves out
 * before one. Names are chosen by people who are not those that open the file.
 */
const STARTS_FORMULA = /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** CSV by RFC 4180: a comma between fields, CRLF after each line, quotes around what needs them. Null is an empty field. */
export function writeCsv({
  head,
  rows,
}: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly UsageValue[])[];
}): string {
  return [head, ...rows].map((row) => `${row.map(writeField).join(',')}\r\n`).join('');
}

function writeField(value: UsageValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = STARTS_FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
