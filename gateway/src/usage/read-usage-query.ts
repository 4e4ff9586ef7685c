import { CAPABILITIES } from '@latentkit/contract/capability';
import { GatewayError } from '../domain/gateway-error.ts';
import { FUNDING_SOURCES } from '../domain/ledger.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { shownName } from '../domain/shown-name.ts';
import { isTimeZone } from '../domain/time-zone.ts';
import { readUsageTime } from './read-usage-time.ts';
import { readRowPlace } from './row-cursor.ts';
import {
  USAGE_DIMENSIONS,
  USAGE_INTERVALS,
  type UsageDimension,
  type UsageInterval,
  type UsageQuery,
} from './usage-query.ts';

const DAY_MS = 86_400_000;
/** A year and the month it is compared with. */
const MOST_DAYS = 400;
const MOST_DAYS_BY_HOUR = 100;
const MOST_VALUES = 100;
/** Rows of one page: of what is read by a program, and of a file that shall be whole. */
const USUAL_LIMIT = { json: 1_000, csv: 50_000 } as const;
const MOST_ROWS = 50_000;

export const USAGE_FORMATS = ['json', 'csv'] as const;
export type UsageFormat = (typeof USAGE_FORMATS)[number];

/** Whose question it is: the operator's, that of somebody of a workspace, or that of an API key, which is told of itself only. */
export type UsageReader =
  | { readonly kind: 'operator' }
  | { readonly kind: 'workspace'; readonly workspaceId: string }
  | { readonly kind: 'key'; readonly keyId: string; readonly workspaceId: string };

export interface ReadUsageQuery {
  readonly query: Omit<UsageQuery, 'workspaceId'>;
  /** A name or an id, as it was sent. */
  readonly workspace: string | undefined;
  readonly format: UsageFormat;
}

type FilterDimension = Exclude<UsageDimension, 'workspace'>;

const DIMENSION_NAMES = Object.keys(USAGE_DIMENSIONS).filter(isDimension);
const FILTER_NAMES = DIMENSION_NAMES.filter((name) => name !== 'workspace');
const SINGLE_NAMES = ['from', 'to', 'time_zone', 'interval', 'group_by', 'format', 'limit', 'after', 'workspace'];

/** Where only some values make sense. */
const KNOWN_VALUES: Partial<Record<FilterDimension, readonly string[]>> = {
  capability: CAPABILITIES,
  access: ['byok', 'platform'],
  funded_by: FUNDING_SOURCES,
};

/**
 * Reads the parameters of `GET /api/usage`, which are also those of `latentkit usage`.
 * @param usualFormat what is answered where `format` says nothing
 * @throws GatewayError validation_error whose `param` names the parameter, and whose hint says what it may be
 */
export function readUsageQuery({
  parameters,
  reader,
  usualFormat = 'json',
  nowMs,
}: {
  readonly parameters: Iterable<readonly [name: string, value: string]>;
  readonly reader: UsageReader;
  readonly usualFormat?: UsageFormat;
  readonly nowMs: number;
}): ReadUsageQuery {
  const values = collect(parameters);
  const one = (name: string) => values.get(name)?.[0];
  if (reader.kind === 'key') refuseOthers({ values });
  const timeZone = one('time_zone') ?? 'UTC';
  if (!isTimeZone(timeZone)) {
    throw invalid({
      param: 'time_zone',
      message: 'There is no such time zone.',
      hint: 'Send a name of the tz database, such as UTC, Europe/Berlin or America/New_York.',
    });
  }
  const interval = oneOf({ param: 'interval', value: one('interval') ?? 'none', allowed: USAGE_INTERVALS });
  const format = oneOf({ param: 'format', value: one('format') ?? usualFormat, allowed: USAGE_FORMATS });
  const groupBy = readGroupBy({ text: one('group_by'), reader });
  const times = readUsageTime({ from: one('from'), to: one('to'), timeZone, nowMs });
  checkLength({ ...times, interval });
  const after = one('after');
  return {
    query: {
      ...times,
      timeZone,
      interval,
      groupBy,
      filters: readFilters(values),
      keyId: reader.kind === 'key' ? reader.keyId : undefined,
      limit: readLimit({ text: one('limit'), format }),
      after: after === undefined ? undefined : readRowPlace({ text: after, groupBy }),
    },
    workspace: one('workspace'),
    format,
  };
}

type Values = ReadonlyMap<string, readonly string[]>;

function collect(parameters: Iterable<readonly [string, string]>): Values {
  const values = Map.groupBy(parameters, ([name]) => name);
  const known: readonly string[] = [...SINGLE_NAMES, ...FILTER_NAMES];
  for (const [name, given] of values) {
    if (!known.includes(name)) {
      const guess = nearestName({ name, candidates: known });
      throw invalid({
        param: shownName(name),
        reason: 'unknown_field',
        message: 'There is no such parameter.',
        hint: guess === undefined ? `There are: ${known.join(', ')}.` : `Did you mean "${guess}"?`,
      });
    }
    if (SINGLE_NAMES.includes(name) && given.length > 1) {
      throw invalid({ param: name, message: `"${name}" is given more than once.`, hint: 'Send it once.' });
    }
  }
  return new Map([...values].map(([name, given]) => [name, given.map(([, value]) => value)]));
}

/** What else a key could ask for would be about others. */
function refuseOthers({ values }: { values: Values }): void {
  for (const param of ['workspace', 'key']) {
    if (!values.has(param)) continue;
    throw invalid({
      param,
      reason: 'forbidden_field',
      message: 'An API key is told of its own usage only.',
      hint: `Leave out "${param}", or ask with the operator's token.`,
    });
  }
}

function readGroupBy({ text, reader }: { text: string | undefined; reader: UsageReader }): readonly UsageDimension[] {
  const allowed = reader.kind === 'operator' ? DIMENSION_NAMES : FILTER_NAMES;
  const words = (text ?? '').split(',').filter((word) => word !== '');
  return [...new Set(words.map((value) => oneOf({ param: 'group_by', value, allowed })))];
}

function readFilters(values: Values): UsageQuery['filters'] {
  const filters = new Map<FilterDimension, ReadonlySet<string>>();
  for (const param of FILTER_NAMES) {
    const given = values.get(param);
    if (given === undefined) continue;
    if (given.length > MOST_VALUES) {
      throw invalid({
        param,
        message: `"${param}" is given more than ${MOST_VALUES} times.`,
        hint: `Leave it out, and group by "${param}".`,
      });
    }
    const allowed = KNOWN_VALUES[param];
    for (const value of given) if (allowed !== undefined && value !== '') oneOf({ param, value, allowed });
    filters.set(param, new Set(given));
  }
  return filters;
}

function checkLength({
  fromMs,
  toMs,
  interval,
}: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly interval: UsageInterval;
}): void {
  const most = interval === 'hour' ? MOST_DAYS_BY_HOUR : MOST_DAYS;
  if (toMs - fromMs <= most * DAY_MS) return;
  throw invalid({
    param: 'from',
    message: `A report${interval === 'hour' ? ' by the hour' : ''} is about at most ${most} days.`,
    hint: interval === 'hour' ? 'Ask for a shorter time, or by the day.' : 'Ask for one year after the other.',
  });
}

function readLimit({ text, format }: { text: string | undefined; format: UsageFormat }): number {
  if (text === undefined) return USUAL_LIMIT[format];
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MOST_ROWS) return limit;
  throw invalid({
    param: 'limit',
    message: '"limit" is no number of rows.',
    hint: `Send a whole number from 1 to ${MOST_ROWS}.`,
  });
}

function oneOf<Word extends string>({
  param,
  value,
  allowed,
}: {
  readonly param: string;
  readonly value: string;
  readonly allowed: readonly Word[];
}): Word {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  throw invalid({
    param,
    message: `"${param}" does not know "${value.slice(0, 40)}".`,
    hint: `It may be: ${allowed.join(', ')}.`,
  });
}

function invalid({
  param,
  message,
  hint,
  reason = 'out_of_range',
}: {
  readonly param: string;
  readonly message: string;
  readonly hint: string;
  readonly reason?: string;
}): GatewayError {
  return new GatewayError('validation_error', { param, message, hint, reason });
}

function isDimension(name: string): name is UsageDimension {
  return name in USAGE_DIMENSIONS;
}
