import type { EntryDimension } from './sum-columns.ts';

/** What a report can be told apart by. `id`: where it is in the sums; `name`: what people call it. */
export const USAGE_DIMENSIONS = {
  workspace: { id: undefined, name: undefined },
  key: { id: 'key_id', name: 'key_name' },
  route: { id: 'route_id', name: 'route_name' },
  connection: { id: 'connection', name: undefined },
  model: { id: 'model', name: undefined },
  capability: { id: 'capability', name: undefined },
  member: { id: 'member', name: undefined },
  tag: { id: 'tags', name: undefined },
  access: { id: 'access', name: undefined },
  funded_by: { id: 'funded_by', name: undefined },
} as const satisfies Record<string, { id: EntryDimension | undefined; name: EntryDimension | undefined }>;

export type UsageDimension = keyof typeof USAGE_DIMENSIONS;

export const USAGE_INTERVALS = ['none', 'hour', 'day', 'month'] as const;
export type UsageInterval = (typeof USAGE_INTERVALS)[number];

export interface UsageQuery {
  /** It belongs to the report. */
  readonly fromMs: number;
  /** It no longer does. */
  readonly toMs: number;
  /** IANA name of the zone whose hours, days and months count. */
  readonly timeZone: string;
  readonly interval: UsageInterval;
  readonly groupBy: readonly UsageDimension[];
  /**
   * Only what has one of these values in each of these dimensions. Of keys and routes an id or a name; the empty text is
   * for what has none.
   */
  readonly filters: ReadonlyMap<Exclude<UsageDimension, 'workspace'>, ReadonlySet<string>>;
  /** Undefined: all workspaces. */
  readonly workspaceId: string | undefined;
  /** Only what this key asked for, whatever else is said. */
  readonly keyId: string | undefined;
  /** Rows of one page. */
  readonly limit: number;
  /** The last row of the page before. */
  readonly after: RowPlace | undefined;
}

/** Where a row stands in the order of a report: by the start of its period, then by the value of each dimension. */
export interface RowPlace {
  readonly startMs: number;
  readonly values: readonly string[];
}

export function compareRowPlaces(left: RowPlace, right: RowPlace): number {
  if (left.startMs !== right.startMs) return left.startMs - right.startMs;
  for (const [at, value] of left.values.entries()) {
    const other = right.values[at] ?? '';
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
