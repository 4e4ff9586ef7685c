import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { earliestId } from '../domain/ids.ts';
import type { Percentiles, ReleaseStore, VersionFigures } from '../domain/release.ts';
import type { Database } from './database-schema.ts';

/** Rows of one read: few enough that with SQLite, which answers at once, requests don't wait for it. */
const PAGE = 2_000;

/**
 * What the gateway answers for the sake of the key, its budgets and limits. It says nothing about a version, and it is found
 * before a canary is drawn: the published version would look worse than its candidate.
 */
const REFUSALS = [401, 402, 403, 409, 429] as const;

type Query = Parameters<ReleaseStore['figures']>[0];

interface Reading {
  readonly database: Kysely<Database>;
  readonly query: Query;
}

/**
 * Adds up the request log of a route by version, page by page, with a turn for everybody else in between. The database
 * groups each page and writes its durations into one text, since an object for each row would take longer than all the rest.
 */
export async function readVersionFigures({ database, query }: Reading): Promise<readonly VersionFigures[]> {
  const tallies = new Map<string, Tally>();
  let afterId: string | undefined;
  for (;;) {
    const groups = await readPage({ database, query, afterId });
    let rows = 0;
    for (const group of groups) {
      addGroup({ group, tallies });
      rows += Number(group.requests);
      if (afterId === undefined || group.last_id > afterId) afterId = group.last_id;
    }
    if (rows < PAGE) break;
    await setImmediate();
  }
  return [...tallies.values()]
    .toSorted((one, other) => one.version - other.version || Number(one.shadow) - Number(other.shadow))
    .map(figuresOf);
}

/** Sums and counts as text: they are decimals in one database and integers in the other. */
interface Group {
  readonly version: number | null;
  readonly shadow: number;
  readonly outcome: string;
  readonly requests: string;
  readonly priced: string;
  readonly cost: string;
  readonly last_id: string;
  /** Joined by commas. */
  readonly total_ms: string | null;
  /** Of streams. */
  readonly first_content_ms: string | null;
}

/** One bound below and not two: SQLite looks only for the first, and would read all earlier pages again. */
async function readPage({
  database,
  query: { routeId, fromMs, toMs },
  afterId,
}: Reading & { readonly afterId: string | undefined }): Promise<readonly Group[]> {
  const from = earliestId({ kind: 'req', atMs: fromMs });
  const to = earliestId({ kind: 'req', atMs: toMs });
  const begins = afterId === undefined ? sql`id >= ${from}` : sql`id > ${afterId}`;
  const { rows } = await sql<Group>`
    select version, shadow, outcome, cast(count(*) as text) as requests, cast(count(cost_nano_usd) as text) as priced,
      cast(coalesce(sum(cost_nano_usd), 0) as text) as cost, max(id) as last_id,
      string_agg(cast(total_ms as text), ',') as total_ms, string_agg(first_content_ms, ',') as first_content_ms
    from (
      select id, route_version as version, case when shadow_of is null then 0 else 1 end as shadow, outcome, total_ms,
        cost_nano_usd, case when stream = 1 then cast(first_content_ms as text) end as first_content_ms
      from requests where route_id = ${routeId} and ${begins} and id < ${to} and replay_of is null
        and replayed_from is null and not (status in (${sql.join(REFUSALS)}) and coalesce(cost_nano_usd, 0) = 0)
      order by id limit ${PAGE}
    ) as page
    group by version, shadow, outcome`.execute(database);
  return rows;
}

interface Tally {
  readonly version: number;
  readonly shadow: boolean;
  requests: number;
  answered: number;
  failed: number;
  costNanoUsd: number;
  unpriced: number;
  readonly latencyMs: number[];
  readonly firstContentMs: number[];
}

function addGroup({ group, tallies }: { readonly group: Group; readonly tallies: Map<string, Tally> }): void {
  const tally = tallyFor({ group, tallies });
  const requests = Number(group.requests);
  tally.requests += requests;
  tally.costNanoUsd += Number(group.cost);
  if (group.outcome === 'answered') {
    tally.answered += requests;
    tally.unpriced += requests - Number(group.priced);
    addDurations({ text: group.total_ms, to: tally.latencyMs });
    addDurations({ text: group.first_content_ms, to: tally.firstContentMs });
  } else if (group.outcome !== 'cancelled') tally.failed += requests;
}

function addDurations({ text, to }: { readonly text: string | null; readonly to: number[] }): void {
  for (const duration of text?.split(',') ?? []) to.push(Number(duration));
}

function tallyFor({ group, tallies }: { readonly group: Group; readonly tallies: Map<string, Tally> }): Tally {
  const version = group.version ?? 0;
  const shadow = group.shadow === 1;
  const name = `${version} ${shadow}`;
  const known = tallies.get(name);
  if (known !== undefined) return known;
  const counts = { requests: 0, answered: 0, failed: 0, costNanoUsd: 0, unpriced: 0 };
  const tally: Tally = { version, shadow, ...counts, latencyMs: [], firstContentMs: [] };
  tallies.set(name, tally);
  return tally;
}

function figuresOf({ latencyMs, firstContentMs, ...tally }: Tally): VersionFigures {
  const ended = tally.answered + tally.failed;
  return {
    ...tally,
    errorShare: ended === 0 ? undefined : tally.failed / ended,
    latencyMs: percentiles(latencyMs),
    firstContentMs: percentiles(firstContentMs),
  };
}

/** By the nearest rank. */
function percentiles(durationsMs: readonly number[]): Percentiles | undefined {
  if (durationsMs.length === 0) return undefined;
  const sorted = Float64Array.from(durationsMs).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
