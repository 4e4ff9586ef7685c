import { GatewayError } from '../domain/gateway-error.ts';
import { SPAN_MS, spanStart, type UsageSpan, type UsageStore } from '../domain/usage-store.ts';
import { createSumsGrouping, type SumsGrouping, type UsageGroup } from './group-sums.ts';
import { planReads, type UsageRead } from './plan-reads.ts';
import { readAllSums } from './read-all-sums.ts';
import { sumUpRows } from './sum-up-rows.ts';
import { type UsagePeriod, usagePeriods } from './usage-periods.ts';
import { compareRowPlaces, type UsageDimension, type UsageQuery } from './usage-query.ts';
import type { UsageTally } from './usage-tally.ts';

export interface UsageLimits {
  /** Rows of a report, over all pages. Each takes a kilobyte while the report is made. */
  readonly rows: number;
  /** Rows of the request log that one report reads where sums are out of date: seconds of work. */
  readonly logRows: number;
}

const LIMITS: UsageLimits = { rows: 50_000, logRows: 1_000_000 };
const RETRY_AFTER_MS = 10_000;

export interface UsageReport {
  /** One page of them, in the order of their places. */
  readonly rows: readonly UsageGroup[];
  /** Of the whole report. A request with several tags counts once. */
  readonly totals: UsageTally;
  /** True where rows are left after this page. */
  readonly hasMore: boolean;
}

interface Reporting {
  readonly usage: UsageStore;
  readonly query: UsageQuery;
  /** Awaited between two pieces of work of a few milliseconds. */
  readonly pause: () => Promise<void>;
  /** Only tests have smaller ones. */
  readonly limits?: UsageLimits;
}

/**
 * Makes a report of the sums that are right and of the rows of all other times: what it says is what the rows say.
 * It reads piece by piece without a transaction. A piece that is summed up meanwhile holds the same requests as before, or
 * more; since what is dirty was looked up first, none is counted twice or left out.
 *
 * @throws GatewayError validation_error for a report that would be too long, storage_unavailable where too much of its time
 * is not summed up yet
 */
export async function reportUsage({ usage, query, pause, limits = LIMITS }: Reporting): Promise<UsageReport> {
  const periods = usagePeriods(query);
  const reads = await planFor({ usage, query, periods });
  const grouping = createSumsGrouping({ query, most: limits.rows, onTooMany: () => refuseLength({ query, limits }) });
  let periodAt = 0;
  const periodOf = (atMs: number): number => {
    while ((periods[periodAt]?.toMs ?? Number.POSITIVE_INFINITY) <= atMs) periodAt++;
    return periods[periodAt]?.startMs ?? atMs;
  };
  let logRows = 0;
  const onPage = (read: number) => {
    logRows += read;
    if (logRows > limits.logRows) throw tooMuchToSumUp();
  };
  for (const read of reads) {
    const { from } = read;
    if (from === 'rows') await addRows({ usage, query, pause, read, grouping, startMs: periodOf(read.fromMs), onPage });
    else await addSums({ usage, query, pause, read: { ...read, span: from }, grouping, periodOf });
  }
  const rows = grouping.groups().toSorted(compareRowPlaces);
  const { after } = query;
  const left = after === undefined ? rows : rows.filter((row) => compareRowPlaces(row, after) > 0);
  return { rows: left.slice(0, query.limit), totals: grouping.totals, hasMore: left.length > query.limit };
}

async function planFor({
  usage,
  query,
  periods,
}: Pick<Reporting, 'usage' | 'query'> & { readonly periods: readonly UsagePeriod[] }): Promise<readonly UsageRead[]> {
  const starts = async (span: UsageSpan) => {
    const fromMs = spanStart({ span, atMs: query.fromMs });
    const limit = Math.ceil((query.toMs - fromMs) / SPAN_MS[span]);
    const dirty = await usage.dirty({ span, fromMs, toMs: query.toMs, limit });
    return new Set(dirty.map(({ startMs }) => startMs));
  };
  // The narrowest first, one after the other: where sums are made between two questions, the wider ones are found dirty.
  const slot = await starts('slot');
  const hour = await starts('hour');
  const part = await starts('part');
  const day = await starts('day');
  const boundariesMs = [...periods.map(({ fromMs }) => fromMs), query.toMs];
  return planReads({ boundariesMs, dirty: { slot, hour, part, day } });
}

interface Adding extends Reporting {
  readonly read: UsageRead;
  readonly grouping: SumsGrouping;
}

async function addRows({
  usage,
  query,
  pause,
  read,
  grouping,
  startMs,
  onPage,
}: Adding & { readonly startMs: number; readonly onPage: (rows: number) => void }): Promise<void> {
  const { workspaceId, keyId } = query;
  const { fromMs, toMs } = read;
  const sums = await sumUpRows({ usage, fromMs, toMs, workspaceId, keyId, pause, onPage });
  for (const [of, builder] of sums) grouping.add({ sums: builder.detail(), workspaceId: of, startMs });
}

async function addSums({
  usage,
  query,
  pause,
  read,
  grouping,
  periodOf,
}: Omit<Adding, 'read'> & {
  readonly read: Pick<UsageRead, 'fromMs' | 'toMs'> & { readonly span: UsageSpan };
  readonly periodOf: (atMs: number) => number;
}): Promise<void> {
  const part = needsDetail(query) ? 'detail' : 'totals';
  const { span, fromMs, toMs } = read;
  const all = readAllSums({ usage, query: { span, fromMs, toMs, part, workspaceId: query.workspaceId }, pause });
  for await (const { startMs, workspaceId, sums } of all) {
    grouping.add({ sums, workspaceId, startMs: periodOf(startMs) });
  }
}

/** What the totals of a stretch are told apart by. */
const IN_TOTALS: ReadonlySet<UsageDimension> = new Set(['workspace', 'access', 'funded_by']);

function needsDetail({ groupBy, filters, keyId }: UsageQuery): boolean {
  return keyId !== undefined || [...groupBy, ...filters.keys()].some((dimension) => !IN_TOTALS.has(dimension));
}

function refuseLength({ query, limits }: { readonly query: UsageQuery; readonly limits: UsageLimits }): never {
  throw new GatewayError('validation_error', {
    message: `This report would have more than ${limits.rows} rows.`,
    reason: 'out_of_range',
    param: query.groupBy.length > 0 ? 'group_by' : 'interval',
    hint: 'Ask for a shorter time, a longer interval, fewer words in "group_by", or filter by one of them.',
  });
}

function tooMuchToSumUp(): GatewayError {
  return new GatewayError('storage_unavailable', {
    message: 'Too much of this time is not summed up yet.',
    hint: 'The gateway sums it up in the background: ask again in a while, or for a shorter time.',
    retryAfterMs: RETRY_AFTER_MS,
  });
}
