import type { UsageQuery } from '../../gateway/src/usage/usage-query.ts';

/** The moment at which everything is asked: in the middle of a day, of a month, and of a quarter of an hour. */
export const NOW_MS = Date.parse('2026-11-22T15:07:00Z');

export interface ListedReport {
  readonly name: string;
  readonly query: UsageQuery;
}

const EVERYTHING = {
  timeZone: 'UTC',
  interval: 'none',
  groupBy: [],
  filters: new Map(),
  workspaceId: undefined,
  keyId: undefined,
  limit: 100_000,
  after: undefined,
} as const satisfies Partial<UsageQuery>;

type Asked = Partial<UsageQuery> & { readonly name: string };

/** What a dashboard asks of a month. */
const PANELS: readonly Asked[] = [
  { name: 'totals' },
  { name: 'by day', interval: 'day' },
  { name: 'by key', groupBy: ['key'] },
  { name: 'by model', groupBy: ['model'] },
];

const OCTOBER = { fromMs: Date.parse('2026-10-01T00:00:00Z'), toMs: Date.parse('2026-11-01T00:00:00Z') };
const NOVEMBER = { fromMs: OCTOBER.toMs, toMs: NOW_MS };
// Clocks were put back on the 25th.
const OCTOBER_IN_BERLIN = {
  fromMs: Date.parse('2026-10-01T00:00:00+02:00'),
  toMs: Date.parse('2026-11-01T00:00:00+01:00'),
  timeZone: 'Europe/Berlin',
};

const listed = (month: string, range: Partial<UsageQuery> & typeof OCTOBER, panels: readonly Asked[]): ListedReport[] =>
  panels.map(({ name, ...asked }) => ({ name: `${month}: ${name}`, query: { ...EVERYTHING, ...range, ...asked } }));

export const DASHBOARD: readonly ListedReport[] = [
  ...listed('a whole month', OCTOBER, PANELS),
  ...listed('this month until now', NOVEMBER, PANELS),
  ...listed('a whole month, Berlin', OCTOBER_IN_BERLIN, PANELS),
];

export const OTHER_REPORTS: readonly ListedReport[] = [
  ...listed('a whole month', OCTOBER, [
    { name: 'by hour', interval: 'hour' },
    { name: 'by day and key', interval: 'day', groupBy: ['key'] },
    { name: 'by key, model and capability', groupBy: ['key', 'model', 'capability'] },
    { name: 'by tag', groupBy: ['tag'] },
    { name: 'one key by day', interval: 'day', filters: new Map([['key', new Set(['application 7'])]]) },
  ]),
  ...listed('a whole month, Berlin', OCTOBER_IN_BERLIN, [
    { name: 'by day and key', interval: 'day', groupBy: ['key'] },
  ]),
  ...listed('one day', { ...OCTOBER, toMs: OCTOBER.fromMs + 86_400_000 }, [
    { name: 'by hour and model', interval: 'hour', groupBy: ['model'] },
  ]),
];
