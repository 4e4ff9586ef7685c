import type { UsageAnswer } from '../usage/answer-usage.ts';
import type { UsageValue } from '../usage/usage-columns.ts';
import { type Column, formatTable } from './format-table.ts';
import { durationText } from './text-of-values.ts';

/** What a person reads of a report; JSON and CSV have the other figures. */
const SHOWN = {
  requests: 'REQUESTS',
  errors: 'ERRORS',
  input_tokens: 'INPUT',
  output_tokens: 'OUTPUT',
  cost_usd: 'COST',
  byok_cost_usd: 'BYOK',
  managed_cost_usd: 'MANAGED',
  unpriced_attempts: 'UNPRICED',
  latency_p50_ms: 'P50',
  latency_p95_ms: 'P95',
} as const;

interface Line {
  readonly places: readonly string[];
  readonly figures: Readonly<Record<string, UsageValue>>;
}

/** A report as a table with a last line for all of it. Without periods the dearest comes first. */
export function usageTable({ query, columns, rows, totals }: UsageAnswer): string {
  const { fromMs, toMs, interval, groupBy, timeZone } = query;
  const figuresAt = columns.indexOf('requests');
  const shownPlaces = columns.slice(0, figuresAt).filter((column) => !column.endsWith('_id'));
  const lines = rows.map((row): Line => {
    const figures = Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]));
    return { places: shownPlaces.map((column) => String(figures[column] ?? '-')), figures };
  });
  if (interval === 'none') lines.sort((left, right) => costOf(right) - costOf(left));
  const total = { places: shownPlaces.map((_, at) => (at === 0 ? 'TOTAL' : '')), figures: totals };
  const table = formatTable({
    columns: [...shownPlaces.map(placeColumn), ...Object.entries(SHOWN).map(figureColumn)],
    rows: shownPlaces.length === 0 ? [total] : [...lines, total],
  });
  const range = [fromMs, toMs].map((atMs) => `${new Date(atMs).toISOString().slice(0, 16)}Z`).join(' to ');
  const zone = interval === 'none' || timeZone === 'UTC' ? '' : `, ${interval}s of ${timeZone}`;
  const tags = groupBy.includes('tag') ? 'A request with several tags stands under each, and once in the total.\n' : '';
  return `${range}${zone}\n\n${table}${tags === '' ? '' : `\n${tags}`}`;
}

function placeColumn(title: string, at: number): Column<Line> {
  return { title: title.toUpperCase().replaceAll('_', ' '), text: ({ places }) => places[at] ?? '' };
}

function figureColumn([name, title]: readonly [string, string]): Column<Line> {
  return { title, align: 'right', text: ({ figures }) => figureText({ name, value: figures[name] ?? null }) };
}

function figureText({ name, value }: { readonly name: string; readonly value: UsageValue }): string {
  if (value === null) return '-';
  if (name.endsWith('_usd')) return `$${String(value).replace(/(\.\d{4}\d*?)0+$/, '$1')}`;
  return name.endsWith('_ms') ? durationText(Number(value)) : String(value);
}

function costOf({ figures }: Line): number {
  return Number(figures['cost_usd']);
}
