import { describe, expect, test } from 'vitest';
import type { Health } from '../domain/ports.ts';
import { createCircuits } from './circuits.ts';

const T0 = Date.UTC(2026, 5, 1);
const KEY = 'conn_1:m';

function circuits(): Health {
  return createCircuits({ random: () => 0 });
}

/** Such as a provider that is overloaded. */
function fail(health: Health, nowMs: number): void {
  health.failed({ circuitKey: KEY, failureClass: 'overloaded', counts: true, coolUntilMs: undefined, nowMs });
}

function failTimes(health: Health, times: number, nowMs: number): void {
  for (let failure = 0; failure < times; failure++) fail(health, nowMs);
}

/** Such as a rate limit that names its end. */
function cool(health: Health, untilMs: number, nowMs = T0): void {
  health.failed({ circuitKey: KEY, failureClass: 'rate_limited', counts: false, coolUntilMs: untilMs, nowMs });
}

test('five failures in a row open the circuit for 30 s, four do not', () => {
  const health = circuits();
  failTimes(health, 4, T0);
  expect(health.state(KEY, T0)).toEqual({ kind: 'closed' });
  fail(health, T0);
  expect(health.state(KEY, T0)).toMatchObject({ kind: 'open', untilMs: T0 + 30_000 });
  expect(health.state('other', T0)).toEqual({ kind: 'closed' });
});

test('a success between failures starts the row anew', () => {
  const health = circuits();
  failTimes(health, 4, T0);
  for (let success = 0; success < 8; success++) health.succeeded(KEY, T0);
  failTimes(health, 4, T0);
  expect(health.state(KEY, T0).kind).toBe('closed');
});

test('more than half of at least ten outcomes within 30 s open the circuit, exactly half does not', () => {
  const health = circuits();
  for (let pair = 0; pair < 10; pair++) {
    health.succeeded(KEY, T0 + pair);
    fail(health, T0 + pair);
  }
  expect(health.state(KEY, T0 + 10).kind).toBe('closed');
  fail(health, T0 + 10);
  expect(health.state(KEY, T0 + 10).kind).toBe('open');
});

test('outcomes older than 30 s do not count towards the share', () => {
  const health = circuits();
  for (let round = 0; round < 4; round++) fail(health, T0);
  health.succeeded(KEY, T0);
  for (let success = 0; success < 5; success++) health.succeeded(KEY, T0 + 33_000);
  for (let failure = 0; failure < 4; failure++) fail(health, T0 + 33_000);
  expect(health.state(KEY, T0 + 33_000).kind).toBe('closed');
});

test('after the pause one request may probe, and keeps the others out until it reports', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  const after = T0 + 30_000;
  expect(health.tryProbe(KEY, after - 1)).toBe(false);
  expect(health.state(KEY, after)).toEqual({ kind: 'probe' });
  expect(health.tryProbe(KEY, after)).toBe(true);
  expect(health.tryProbe(KEY, after)).toBe(false);
  expect(health.state(KEY, after + 1).kind).toBe('open');
  health.succeeded(KEY, after + 2);
  expect(health.state(KEY, after + 2)).toEqual({ kind: 'closed' });
  expect(health.tryProbe(KEY, after + 2)).toBe(true);
});

test('a probe that is abandoned, or silent for a minute, lets the next request try', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  const after = T0 + 30_000;
  expect(health.tryProbe(KEY, after)).toBe(true);
  health.abandonProbe(KEY);
  expect(health.tryProbe(KEY, after)).toBe(true);
  expect(health.state(KEY, after + 59_999).kind).toBe('open');
  expect(health.tryProbe(KEY, after + 60_000)).toBe(true);
});

test('each failed probe doubles the pause, up to five minutes', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  let now = T0 + 30_000;
  for (const pauseMs of [60_000, 120_000, 240_000, 300_000, 300_000]) {
    expect(health.tryProbe(KEY, now)).toBe(true);
    fail(health, now);
    expect(health.state(KEY, now)).toMatchObject({ kind: 'open', untilMs: now + pauseMs });
    now += pauseMs;
  }
});

test('a target that soon fails again after a good probe gets the longer pause; after five good minutes the first one', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  health.succeeded(KEY, T0 + 30_000);
  failTimes(health, 5, T0 + 31_000);
  expect(health.state(KEY, T0 + 31_000)).toMatchObject({ kind: 'open', untilMs: T0 + 91_000 });
  health.succeeded(KEY, T0 + 91_000);
  const later = T0 + 91_000 + 300_001;
  failTimes(health, 5, later);
  expect(health.state(KEY, later)).toMatchObject({ kind: 'open', untilMs: later + 30_000 });
});

test('calls that began before the opening and fail within the pause do not lengthen it', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  failTimes(health, 50, T0 + 10_000);
  expect(health.state(KEY, T0 + 10_000)).toMatchObject({ kind: 'open', untilMs: T0 + 30_000 });
});

test('jitter lengthens a pause by at most a tenth', () => {
  const health = createCircuits({ random: () => 0.999999 });
  failTimes(health, 5, T0);
  expect(health.state(KEY, T0)).toMatchObject({ kind: 'open', untilMs: T0 + 33_000 });
});

test('cooling extends to the later deadline and never shortens', () => {
  const health = circuits();
  cool(health, T0 + 5_000);
  cool(health, T0 + 2_000);
  expect(health.state(KEY, T0)).toMatchObject({ kind: 'cooling', untilMs: T0 + 5_000 });
  cool(health, T0 + 9_000);
  expect(health.state(KEY, T0)).toMatchObject({ kind: 'cooling', untilMs: T0 + 9_000 });
  expect(health.state(KEY, T0 + 9_000)).toEqual({ kind: 'closed' });
});

test('a success of a call that was under way does not end a cooling', () => {
  const health = circuits();
  cool(health, T0 + 5_000);
  health.succeeded(KEY, T0 + 1_000);
  expect(health.state(KEY, T0 + 1_000)).toMatchObject({ kind: 'cooling', untilMs: T0 + 5_000 });
});

test('of a pause and a cooling the later one holds', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  cool(health, T0 + 40_000);
  expect(health.state(KEY, T0)).toMatchObject({ kind: 'cooling', untilMs: T0 + 40_000 });
  expect(health.state(KEY, T0 + 40_000)).toEqual({ kind: 'probe' });
});

test('a probe that is told to wait ends without a verdict, and the next may try after the wait', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  expect(health.tryProbe(KEY, T0 + 30_000)).toBe(true);
  cool(health, T0 + 32_000, T0 + 30_000);
  expect(health.state(KEY, T0 + 31_000)).toMatchObject({ kind: 'cooling', untilMs: T0 + 32_000 });
  expect(health.tryProbe(KEY, T0 + 32_000)).toBe(true);
});

test('an opening is logged with its pause, a closing too', () => {
  const lines: [string, unknown][] = [];
  const note = (fields: Readonly<Record<string, unknown>>, message: string) => lines.push([message, fields]);
  const health = createCircuits({ random: () => 0, log: { info: note, warn: note, error: note } });
  failTimes(health, 5, T0);
  health.succeeded(KEY, T0 + 30_000);
  expect(lines).toEqual([
    ['circuit opened', { circuit: KEY, pause_ms: 30_000 }],
    ['circuit closed', { circuit: KEY }],
  ]);
});

describe('what it tells of a circuit', () => {
  const report = (health: Health, nowMs: number) => health.report(KEY, nowMs);

  test('nothing is wrong: closed, and nothing else', () => {
    const health = circuits();
    failTimes(health, 4, T0);
    expect(report(health, T0)).toEqual({
      state: 'closed',
      sinceMs: undefined,
      untilMs: undefined,
      failures: 0,
      lastFailure: undefined,
    });
  });

  test('since when it is open, until when, how many failures it took, and what the last one was', () => {
    const health = circuits();
    failTimes(health, 4, T0);
    health.failed({ circuitKey: KEY, failureClass: 'timeout', counts: true, coolUntilMs: undefined, nowMs: T0 + 1 });
    expect(report(health, T0 + 2)).toEqual({
      state: 'open',
      sinceMs: T0 + 1,
      untilMs: T0 + 30_001,
      failures: 5,
      lastFailure: { failureClass: 'timeout', atMs: T0 + 1 },
    });
  });

  test('failures in a row are counted however far apart they are', () => {
    const health = circuits();
    for (let minute = 0; minute < 5; minute++) fail(health, T0 + minute * 60_000);
    expect(report(health, T0 + 240_000)).toMatchObject({ state: 'open', sinceMs: T0 + 240_000, failures: 5 });
  });

  test('a share of failures that opened it is counted, not only the last in a row', () => {
    const health = circuits();
    for (let pair = 0; pair < 10; pair++) {
      health.succeeded(KEY, T0 + pair);
      fail(health, T0 + pair);
    }
    fail(health, T0 + 10);
    expect(report(health, T0 + 10)).toMatchObject({ state: 'open', failures: 11 });
  });

  test('failed probes are part of the same trouble, and its beginning stays', () => {
    const health = circuits();
    failTimes(health, 5, T0);
    expect(report(health, T0 + 30_000)).toMatchObject({ state: 'probe', sinceMs: T0, untilMs: undefined });
    health.tryProbe(KEY, T0 + 30_000);
    expect(report(health, T0 + 30_001)).toMatchObject({ state: 'open', untilMs: T0 + 90_000 });
    fail(health, T0 + 31_000);
    expect(report(health, T0 + 31_000)).toMatchObject({
      state: 'open',
      sinceMs: T0,
      untilMs: T0 + 91_000,
      failures: 6,
    });
  });

  test('a good probe ends the trouble; the next one begins anew', () => {
    const health = circuits();
    failTimes(health, 5, T0);
    health.succeeded(KEY, T0 + 30_000);
    expect(report(health, T0 + 30_000).state).toBe('closed');
    failTimes(health, 5, T0 + 40_000);
    expect(report(health, T0 + 40_000)).toMatchObject({ sinceMs: T0 + 40_000, failures: 5 });
  });

  test('a cooling that is over is not the beginning of the next one', () => {
    const health = circuits();
    cool(health, T0 + 1_000);
    expect(report(health, T0)).toMatchObject({
      state: 'cooling',
      sinceMs: T0,
      untilMs: T0 + 1_000,
      failures: 1,
      lastFailure: { failureClass: 'rate_limited' },
    });
    cool(health, T0 + 9_000, T0 + 5_000);
    expect(report(health, T0 + 5_000)).toMatchObject({ state: 'cooling', sinceMs: T0 + 5_000, failures: 1 });
    expect(health.state(KEY, T0 + 5_000)).toMatchObject({ kind: 'cooling', sinceMs: T0 + 5_000 });
  });
});
