import { describe, expect, test } from 'vitest';
import { GatewayError } from '../domain/gateway-error.ts';
import { readUsageQuery, type UsageReader } from './read-usage-query.ts';
import { writeRowPlace } from './row-cursor.ts';

const NOW = Date.parse('2026-11-22T15:07:00Z');
const OPERATOR: UsageReader = { kind: 'operator' };
const KEY: UsageReader = { kind: 'key', keyId: 'key_1', workspaceId: 'ws_1' };

function read(search: string, reader = OPERATOR) {
  return readUsageQuery({ parameters: new URLSearchParams(search), reader, nowMs: NOW });
}

function times(search: string): readonly string[] {
  const { fromMs, toMs } = read(search).query;
  return [fromMs, toMs].map((atMs) => new Date(atMs).toISOString());
}

function refusalOf(search: string, reader = OPERATOR): GatewayError {
  try {
    read(search, reader);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error(`"${search}" was taken`);
}

describe('the time of a report', () => {
  test.each([
    ['', '2026-11-01T00:00:00.000Z', '2026-11-22T15:07:00.000Z'],
    ['from=2026-10-01&to=2026-11-01', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['to=2026-11-01', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['from=2026-11-20', '2026-11-20T00:00:00.000Z', '2026-11-22T15:07:00.000Z'],
    // Clocks were put back in between.
    ['time_zone=Europe/Berlin&from=2026-10-01&to=2026-11-01', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
    ['time_zone=Europe/Berlin', '2026-10-31T23:00:00.000Z', '2026-11-22T15:07:00.000Z'],
    ['time_zone=Asia/Kathmandu&from=2026-11-05&to=2026-11-06', '2026-11-04T18:15:00.000Z', '2026-11-05T18:15:00.000Z'],
    ['from=2026-11-01T08:30:00Z&to=2026-11-01T09:45Z', '2026-11-01T08:30:00.000Z', '2026-11-01T09:45:00.000Z'],
    ['from=2026-11-01T08:00:00%2B01:00', '2026-11-01T07:00:00.000Z', '2026-11-22T15:07:00.000Z'],
    ['from=2026-11-01T08:00:00+01:00', '2026-11-01T07:00:00.000Z', '2026-11-22T15:07:00.000Z'],
  ])('of "%s" is from %s to before %s', (search, from, to) => {
    expect(times(search)).toEqual([from, to]);
  });

  test('may be a leap day, and no other thirtieth of February', () => {
    expect(times('from=2024-02-29&to=2024-03-01')[0]).toBe('2024-02-29T00:00:00.000Z');
    expect(refusalOf('from=2026-02-30').param).toBe('from');
  });
});

test('everything else has a usual value', () => {
  expect(read('')).toMatchObject({
    format: 'json',
    workspace: undefined,
    query: { timeZone: 'UTC', interval: 'none', groupBy: [], limit: 1_000, after: undefined, keyId: undefined },
  });
  expect(read('format=csv').query.limit).toBe(50_000);
});

test('words of group_by are separated by commas, and one that is repeated counts once', () => {
  expect(read('group_by=key,model,key').query.groupBy).toEqual(['key', 'model']);
});

test('a filter takes several values, each in a parameter of its own, also the empty one', () => {
  const { filters } = read('key=a,b&key=c&member=').query;
  expect(filters).toEqual(
    new Map([
      ['key', new Set(['a,b', 'c'])],
      ['member', new Set([''])],
    ]),
  );
});

test('the page after a row is asked for with what the page before said', () => {
  const place = { startMs: 5, values: ['ä "b"', ''] };
  const { after } = read(`group_by=key,model&after=${writeRowPlace(place)}`).query;
  expect(after).toEqual(place);
});

test.each([
  ['from=yesterday', 'from', /2026-11-01/],
  ['from=2026-11-01T08:00:00', 'from', /distance to UTC/],
  ['to=2026-13-01', 'to', /date/],
  ['from=2026-11-02&to=2026-11-01', 'to', /first moment that no longer belongs/],
  ['from=2026-11-23', 'from', /first moment/],
  ['from=2025-01-01&to=2026-11-01', 'from', /one year after the other/],
  ['from=2026-01-01&interval=hour', 'from', /by the day/],
  ['time_zone=Europe/Berln', 'time_zone', /Europe\/Berlin/],
  ['time_zone=%2B01:00', 'time_zone', /tz database/],
  ['interval=week', 'interval', /none, hour, day, month/],
  ['group_by=keys', 'group_by', /workspace, key, route/],
  ['group_by=toString', 'group_by', /workspace, key/],
  ['format=xml', 'format', /json, csv/],
  ['limit=0', 'limit', /1 to 50000/],
  ['limit=1e3', 'limit', /whole number/],
  ['limit=50001', 'limit', /50000/],
  ['after=x', 'after', /"next"/],
  [`after=${writeRowPlace({ startMs: 1, values: ['a'] })}`, 'after', /same parameters/],
  ['access=house', 'access', /byok, platform/],
  ['capability=telepathy', 'capability', /chat, tools/],
  ['modle=gpt', 'modle', /Did you mean "model"/],
  ['__proto__=1', '__proto__', /There are: from/],
  ['from=2026-11-01&from=2026-11-02', 'from', /once/],
  [Array.from({ length: 101 }, (_, at) => `key=k${at}`).join('&'), 'key', /group by "key"/],
])('"%s" is refused, and %s and what is allowed are named', (search, param, hint) => {
  const refusal = refusalOf(search);
  expect(refusal).toMatchObject({ code: 'validation_error', status: 400, param });
  expect(refusal.hint).toMatch(hint);
});

describe('an API key', () => {
  test('asks for nothing but its own', () => {
    expect(read('group_by=model', KEY).query.keyId).toBe('key_1');
  });

  test.each(['workspace=acme', 'key=other', 'key=', 'group_by=workspace'])('is refused "%s"', (search) => {
    expect(refusalOf(search, KEY).code).toBe('validation_error');
  });
});
