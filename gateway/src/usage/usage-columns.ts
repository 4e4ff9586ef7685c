import type { UsageGroup } from './group-sums.ts';
import { periodName } from './usage-periods.ts';
import { USAGE_DIMENSIONS, type UsageQuery } from './usage-query.ts';
import type { UsageTally } from './usage-tally.ts';

export type UsageValue = string | number | null;

interface FigureColumn {
  readonly name: string;
  readonly value: (tally: UsageTally) => UsageValue;
  /** Nobody else's business: what the house pays to providers. */
  readonly forOperators?: true;
}

/** Every figure of a report, in the order in which they are shown (docs/usage.md tells what each one counts). */
export const FIGURE_COLUMNS: readonly FigureColumn[] = [
  { name: 'requests', value: requestsOf },
  { name: 'answered', value: (tally) => tally.figure('answered') },
  { name: 'errors', value: (tally) => errorsOf(tally) },
  { name: 'cancelled', value: (tally) => tally.figure('cancelled') },
  { name: 'replayed', value: (tally) => tally.figure('replayed') },
  { name: 'attempts', value: (tally) => tally.figure('attempts') },
  { name: 'failed_attempts', value: (tally) => tally.figure('failed_attempts') },
  { name: 'estimated_attempts', value: (tally) => tally.figure('estimated_attempts') },
  { name: 'unpriced_attempts', value: (tally) => tally.figure('unpriced_attempts') },
  { name: 'input_tokens', value: inputTokensOf },
  { name: 'cached_input_tokens', value: (tally) => tally.figure('cached_input_tokens') },
  { name: 'cache_write_5m_tokens', value: (tally) => tally.figure('cache_write_5m_tokens') },
  { name: 'cache_write_1h_tokens', value: (tally) => tally.figure('cache_write_1h_tokens') },
  { name: 'audio_input_tokens', value: (tally) => tally.figure('audio_input_tokens') },
  { name: 'output_tokens', value: outputTokensOf },
  { name: 'reasoning_tokens', value: (tally) => tally.figure('reasoning_tokens') },
  { name: 'audio_output_tokens', value: (tally) => tally.figure('audio_output_tokens') },
  { name: 'total_tokens', value: (tally) => inputTokensOf(tally) + outputTokensOf(tally) },
  { name: 'images', value: (tally) => tally.figure('images') },
  { name: 'cost_usd', value: (tally) => tally.usd('cost') },
  { name: 'byok_cost_usd', value: (tally) => tally.usd('byok') },
  { name: 'managed_cost_usd', value: (tally) => tally.usd('managed') },
  { name: 'credits_cost_usd', value: (tally) => tally.usd('credits') },
  { name: 'allowance_cost_usd', value: (tally) => tally.usd('allowance') },
  { name: 'provider_cost_usd', value: (tally) => tally.usd('provider'), forOperators: true },
  { name: 'latency_p50_ms', value: (tally) => tally.latencyMs(0.5) ?? null },
  { name: 'latency_p95_ms', value: (tally) => tally.latencyMs(0.95) ?? null },
  { name: 'latency_p99_ms', value: (tally) => tally.latencyMs(0.99) ?? null },
  { name: 'first_content_p50_ms', value: (tally) => tally.firstContentMs(0.5) ?? null },
  { name: 'first_content_p95_ms', value: (tally) => tally.firstContentMs(0.95) ?? null },
];

interface PlaceColumn {
  readonly name: string;
  readonly value: (group: UsageGroup) => UsageValue;
}

/**
 * What tells the rows of a report apart: the period, and each dimension, with its id where it has a name besides.
 * @param workspaces names by id
 */
export function placeColumns({
  query,
  workspaces,
}: {
  readonly query: Pick<UsageQuery, 'interval' | 'timeZone' | 'groupBy'>;
  readonly workspaces: ReadonlyMap<string, string>;
}): readonly PlaceColumn[] {
  const { interval, timeZone } = query;
  const columns = query.groupBy.flatMap((dimension, at): PlaceColumn[] => {
    const idOf = ({ values }: UsageGroup) => values[at] || null;
    const isNamed = dimension === 'workspace' || USAGE_DIMENSIONS[dimension].name !== undefined;
    if (!isNamed) return [{ name: dimension, value: idOf }];
    const nameOf = ({ names, values }: UsageGroup) =>
      dimension === 'workspace' ? workspaces.get(values[at] ?? '') : names[at];
    return [
      { name: dimension, value: (group) => nameOf(group) || idOf(group) },
      { name: `${dimension}_id`, value: idOf },
    ];
  });
  if (interval === 'none') return columns;
  return [{ name: 'period', value: ({ startMs }) => periodName({ startMs, timeZone, interval }) }, ...columns];
}

export function figureColumns({ forOperator }: { readonly forOperator: boolean }): readonly FigureColumn[] {
  return FIGURE_COLUMNS.filter((column) => forOperator || column.forOperators === undefined);
}

function requestsOf(tally: UsageTally): number {
  return tally.figure('answered') + errorsOf(tally) + tally.figure('cancelled');
}

function errorsOf(tally: UsageTally): number {
  return tally.figure('failed') + tally.figure('cut') + tally.figure('interrupted');
}

/** All input, as in the `usage` of an answer. */
function inputTokensOf(tally: UsageTally): number {
  return (
    tally.figure('input_tokens') +
    tally.figure('cached_input_tokens') +
    tally.figure('cache_write_5m_tokens') +
    tally.figure('cache_write_1h_tokens') +
    tally.figure('audio_input_tokens')
  );
}

/** All output, as in the `usage` of an answer. */
function outputTokensOf(tally: UsageTally): number {
  return tally.figure('output_tokens') + tally.figure('reasoning_tokens') + tally.figure('audio_output_tokens');
}
