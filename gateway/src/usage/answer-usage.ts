import { GatewayError } from '../domain/gateway-error.ts';
import { nearestName } from '../domain/nearest-name.ts';
import type { Store } from '../domain/store.ts';
import { type ReadUsageQuery, readUsageQuery, type UsageFormat, type UsageReader } from './read-usage-query.ts';
import { reportUsage } from './report-usage.ts';
import { writeRowPlace } from './row-cursor.ts';
import { figureColumns, placeColumns, type UsageValue } from './usage-columns.ts';
import type { UsageQuery } from './usage-query.ts';

/** A report as a table, which JSON, CSV and the command line show. */
export interface UsageAnswer {
  readonly query: UsageQuery;
  readonly format: UsageFormat;
  /** Names of what tells rows apart, then of figures. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly UsageValue[])[];
  /** Figures of the whole report, by the names of their columns. */
  readonly totals: Readonly<Record<string, UsageValue>>;
  /** What gets the next page; undefined after the last one. */
  readonly next: string | undefined;
}

/**
 * Answers a question about usage. A workspace and an API key are told of nothing but their own, and not what the house
 * pays to providers.
 * @throws GatewayError as `readUsageQuery` and `reportUsage` do
 */
export async function answerUsage({
  store,
  parameters,
  reader,
  usualFormat,
  nowMs,
  pause,
}: {
  readonly store: Pick<Store, 'usage' | 'readDefinitions'>;
  readonly parameters: Iterable<readonly [name: string, value: string]>;
  readonly reader: UsageReader;
  readonly usualFormat?: UsageFormat;
  readonly nowMs: number;
  readonly pause: () => Promise<void>;
}): Promise<UsageAnswer> {
  const read = readUsageQuery({ parameters, reader, nowMs, ...(usualFormat && { usualFormat }) });
  const workspaces = await workspacesFor({ store, read });
  const workspaceId =
    reader.kind === 'operator' ? workspaceIdOf({ workspace: read.workspace, workspaces }) : reader.workspaceId;
  const query = { ...read.query, workspaceId };
  const report = await reportUsage({ usage: store.usage, query, pause });
  const places = placeColumns({ query, workspaces });
  const figures = figureColumns({ forOperator: reader.kind === 'operator' });
  const last = report.rows.at(-1);
  return {
    query,
    format: read.format,
    columns: [...places, ...figures].map(({ name }) => name),
    rows: report.rows.map((row) => [
      ...places.map(({ value }) => value(row)),
      ...figures.map(({ value }) => value(row.tally)),
    ]),
    totals: Object.fromEntries(figures.map(({ name, value }) => [name, value(report.totals)])),
    next: report.hasMore && last !== undefined ? writeRowPlace(last) : undefined,
  };
}

/** Names by id; only where they are asked for. */
async function workspacesFor({
  store,
  read,
}: {
  readonly store: Pick<Store, 'readDefinitions'>;
  readonly read: ReadUsageQuery;
}): Promise<ReadonlyMap<string, string>> {
  if (read.workspace === undefined && !read.query.groupBy.includes('workspace')) return new Map();
  const { workspaces } = await store.readDefinitions();
  return new Map(workspaces.map(({ id, name }) => [id, name]));
}

function workspaceIdOf({
  workspace,
  workspaces,
}: {
  readonly workspace: string | undefined;
  readonly workspaces: ReadonlyMap<string, string>;
}): string | undefined {
  if (workspace === undefined) return undefined;
  const found = [...workspaces].find(([id, name]) => id === workspace || name === workspace);
  if (found !== undefined) return found[0];
  const guess = nearestName({ name: workspace, candidates: workspaces.values() });
  throw new GatewayError('validation_error', {
    reason: 'out_of_range',
    param: 'workspace',
    message: 'There is no such workspace.',
    hint: guess === undefined ? 'Send the name or the id of a workspace.' : `Did you mean "${guess}"?`,
  });
}
