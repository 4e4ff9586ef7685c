import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { earliestId } from '../domain/ids.ts';
import type { Percentiles, ReleaseStore, VersionFigures } from '../domain/release.ts';
import type { Database } from './database-schema.ts';

/** Rows of one read: few enough that with SQLite, which answers at once, requests don't wait for it. */
const PAGE = 2_000;

type Query = Parameters<ReleaseStore['figures']>[0];

interface Reading {
  readonly database: Kysely<Database>;
  readonly query: Query;
}

/** Adds up the request log of a route by version, page by page, with a turn for everybody else in between. */
export async function readVersionFigures({ database, query }: Reading): Promise<readonly VersionFigures[]> {
  const tallies = new Map<string, Tally>();
  let afterId: string | undefined;
  for (;;) {
    const rows = await readPage({ database, query, afterId });
    for (const row of rows) addRow({ row, tallies });
    if (rows.length < PAGE) break;
    afterId = rows.at(-1)?.id;
    await setImmediate();
  }
  return [...tallies.values()]
    .toSorted((one, other) => one.version - other.version || Number(one.shadow) - Number(other.shadow))
    .map(figuresOf);
}

function readPage({ database, query, afterId }: Reading & { readonly afterId: string | undefined }) {
  return (
    database
      .selectFrom('requests')
      .select(['id', 'route_version', 'outcome', 'total_ms', 'first_content_ms', 'cost_nano_usd'])
      .select(['stream', 'replay_of', 'shadow_of'])
      .where('route_id', '=', query.routeId)
      // One bound below and not two: SQLite looks only for the first, and would read all earlier pages again.
      .where('id', afterId === undefined ? '>=' : '>', afterId ?? earliestId({ kind: 'req', atMs: query.fromMs }))
      .where('id', '<', earliestId({ kind: 'req', atMs: query.toMs }))
      .orderBy('id')
      .limit(PAGE)
      .execute()
  );
}

type Row = Awaited<ReturnType<typeof readPage>>[number];

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

function addRow({ row, tallies }: { readonly row: Row; readonly tallies: Map<string, Tally> }): void {
  if (row.replay_of !== null) return;
  const tally = tallyFor({ row, tallies });
  tally.requests++;
  tally.costNanoUsd += row.cost_nano_usd ?? 0;
  if (row.outcome === 'answered') {
    tally.answered++;
    if (row.cost_nano_usd === null) tally.unpriced++;
    tally.latencyMs.push(row.total_ms);
    if (row.stream === 1 && row.first_content_ms !== null) tally.firstContentMs.push(row.first_content_ms);
  } else if (row.outcome !== 'cancelled') tally.failed++;
}

function tallyFor({ row, tallies }: { readonly row: Row; readonly tallies: Map<string, Tally> }): Tally {
  const version = row.route_version ?? 0;
  const shadow = row.shadow_of !== null;
  const name = `${version}${shadow}`;
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
