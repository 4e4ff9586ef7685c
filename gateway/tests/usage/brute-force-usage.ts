import type { AttemptRecord, RequestRecord } from '../../src/domain/request-record.ts';
import type { UsageInterval } from '../../src/usage/usage-query.ts';

/** What a report is asked for, as plain as it gets. */
export interface PlainQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  readonly interval: UsageInterval;
  readonly groupBy: readonly PlainDimension[];
  readonly filters: Partial<Record<Exclude<PlainDimension, 'workspace'>, readonly string[]>>;
  readonly workspaceId: string | undefined;
  readonly keyId: string | undefined;
}

export type PlainDimension =
  | 'workspace'
  | 'key'
  | 'route'
  | 'connection'
  | 'model'
  | 'capability'
  | 'member'
  | 'tag'
  | 'access'
  | 'funded_by';

/** The figures of a report, counted one by one. Money in nano-dollars. */
export interface PlainFigures {
  requests: number;
  answered: number;
  errors: number;
  cancelled: number;
  replayed: number;
  attempts: number;
  failed_attempts: number;
  estimated_attempts: number;
  unpriced_attempts: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  images: number;
  cost: bigint;
  byok: bigint;
  credits: bigint;
  allowance: bigint;
  provider: bigint;
  latencies: number[];
  firstContents: number[];
}

/** A request without an attempt still counts somewhere: as an attempt that nobody made. */
const NO_ATTEMPT = { connection: '', model: '', access: '', fundedBy: '' };

/**
 * The report as the documentation tells it, from the records alone, with none of the product's code.
 * @param timeOf the moment that a record belongs to
 * @returns the figures of each row, by its period and values as one text
 */
export function bruteForceUsage({
  records,
  query,
  timeOf,
}: {
  readonly records: readonly RequestRecord[];
  readonly query: PlainQuery;
  readonly timeOf: (record: RequestRecord) => number;
}): { readonly rows: ReadonlyMap<string, PlainFigures>; readonly totals: PlainFigures } {
  const rows = new Map<string, PlainFigures>();
  const totals = noFigures();
  for (const record of records) {
    const atMs = timeOf(record);
    if (atMs < query.fromMs || atMs >= query.toMs) continue;
    if (record.workspaceId === undefined) continue;
    if (query.workspaceId !== undefined && record.workspaceId !== query.workspaceId) continue;
    if (query.keyId !== undefined && record.keyId !== query.keyId) continue;
    const last = record.attempts.at(-1);
    for (const attempt of [...record.attempts, undefined]) {
      const subject = attempt ?? last ?? NO_ATTEMPT;
      if (!matches({ record, attempt: subject, query })) continue;
      const count = (figures: PlainFigures) =>
        attempt === undefined ? countRequest({ record, figures }) : countAttempt({ attempt, figures });
      count(totals);
      for (const values of combinations({ record, attempt: subject, query })) {
        const name = JSON.stringify([periodOf({ atMs, query }), ...values]);
        const figures = rows.get(name) ?? noFigures();
        rows.set(name, figures);
        count(figures);
      }
    }
  }
  return { rows, totals };
}

type Subject = Pick<AttemptRecord, 'connection' | 'model'> & { readonly access: string; readonly fundedBy: string };

interface Judged {
  readonly record: RequestRecord;
  readonly attempt: Subject;
  readonly query: PlainQuery;
}

function matches({ record, attempt, query }: Judged): boolean {
  return Object.entries(query.filters).every(([dimension, wanted]) => {
    const name = dimension === 'key' ? record.keyName : dimension === 'route' ? record.routeName : undefined;
    const values = valuesOf({ dimension, record, attempt });
    return wanted.some((value) => values.includes(value) || value === name);
  });
}

function combinations({ record, attempt, query }: Judged): readonly (readonly string[])[] {
  let found: string[][] = [[]];
  for (const dimension of query.groupBy) {
    const wanted = dimension === 'tag' ? query.filters.tag : undefined;
    const values = valuesOf({ dimension, record, attempt }).filter((value) => wanted?.includes(value) ?? true);
    found = found.flatMap((before) => values.map((value) => [...before, value]));
  }
  return found;
}

function valuesOf({
  dimension,
  record,
  attempt,
}: Omit<Judged, 'query'> & { readonly dimension: string }): readonly string[] {
  switch (dimension) {
    case 'workspace':
      return [record.workspaceId ?? ''];
    case 'key':
      return [record.keyId ?? ''];
    case 'route':
      return [record.routeId ?? ''];
    case 'capability':
      return [record.capability ?? ''];
    case 'member':
      return [record.member ?? ''];
    case 'tag':
      return record.tags.length === 0 ? [''] : [...new Set(record.tags)];
    case 'connection':
      return [attempt.connection];
    case 'model':
      return [attempt.model];
    case 'access':
      return [attempt.access];
    default:
      return [attempt.fundedBy];
  }
}

/** Asked of a library of the platform, hour by hour: nothing is computed. */
function periodOf({ atMs, query }: { atMs: number; query: PlainQuery }): string {
  if (query.interval === 'none') return '';
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: query.timeZone,
    dateStyle: 'short',
    timeStyle: 'long',
  }).format(atMs);
  const [day = '', time = ''] = parts.split(' ');
  if (query.interval === 'month') return day.slice(0, 7);
  if (query.interval === 'day') return day;
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: query.timeZone, timeZoneName: 'longOffset' }).format(
    atMs,
  );
  const distance = offset.slice(offset.indexOf('GMT') + 3);
  return `${day}T${time.slice(0, 2)}:00${distance === '' || distance === '+00:00' ? 'Z' : distance}`;
}

function countRequest({ record, figures }: { record: RequestRecord; figures: PlainFigures }): void {
  figures.requests++;
  if (record.outcome === 'answered') {
    figures.answered++;
    figures.latencies.push(record.totalMs);
    if (record.firstContentMs !== undefined) figures.firstContents.push(record.firstContentMs);
  } else if (record.outcome === 'cancelled') figures.cancelled++;
  else figures.errors++;
  if (record.replayOf !== undefined) figures.replayed++;
}

function countAttempt({ attempt, figures }: { attempt: AttemptRecord; figures: PlainFigures }): void {
  figures.attempts++;
  if (['failed', 'cut', 'interrupted'].includes(attempt.outcome)) figures.failed_attempts++;
  const cost = BigInt(attempt.costNanoUsd ?? 0);
  figures.cost += cost;
  figures[attempt.fundedBy] += cost;
  figures.provider += BigInt(attempt.providerCostNanoUsd ?? 0);
  const { usage } = attempt;
  if (usage === undefined) return;
  if (usage.estimated) figures.estimated_attempts++;
  if (attempt.costNanoUsd === undefined) figures.unpriced_attempts++;
  figures.input_tokens +=
    usage.inputTokens +
    usage.cachedInputTokens +
    usage.cacheWrite5mTokens +
    usage.cacheWrite1hTokens +
    usage.audioInputTokens;
  figures.cached_input_tokens += usage.cachedInputTokens;
  figures.output_tokens += usage.outputTokens + usage.reasoningTokens + usage.audioOutputTokens;
  figures.reasoning_tokens += usage.reasoningTokens;
  figures.images += usage.images;
}

function noFigures(): PlainFigures {
  return {
    requests: 0,
    answered: 0,
    errors: 0,
    cancelled: 0,
    replayed: 0,
    attempts: 0,
    failed_attempts: 0,
    estimated_attempts: 0,
    unpriced_attempts: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    images: 0,
    cost: 0n,
    byok: 0n,
    credits: 0n,
    allowance: 0n,
    provider: 0n,
    latencies: [],
    firstContents: [],
  };
}

/** The value that so large a share of all is not larger than. */
export function exactPercentile({ values, share }: { values: readonly number[]; share: number }): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
