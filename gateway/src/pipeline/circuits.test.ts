import { expect, test } from 'vitest';
import type { Health } from '../domain/ports.ts';
import { createCircuits } from './circuits.ts';

const T0 = Date.UTC(2026, 5, 1);
const KEY = 'conn_1:m';

function circuits(): Health {
  return createCircuits({ random: () => 0 });
}

function failTimes(health: Health, times: number, nowMs: number): void {
  for (let failure = 0; failure < times; failure++) health.failed(KEY, nowMs);
}

test('five failures in a row open the circuit for 30 s, four do not', () => {
  const health = circuits();
  failTimes(health, 4, T0);
  expect(health.state(KEY, T0)).toEqual({ kind: 'closed' });
  health.failed(KEY, T0);
  expect(health.state(KEY, T0)).toEqual({ kind: 'open', untilMs: T0 + 30_000 });
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
    health.failed(KEY, T0 + pair);
  }
  expect(health.state(KEY, T0 + 10).kind).toBe('closed');
  health.failed(KEY, T0 + 10);
  expect(health.state(KEY, T0 + 10).kind).toBe('open');
});

test('outcomes older than 30 s do not count towards the share', () => {
  const health = circuits();
  for (let round = 0; round < 4; round++) health.failed(KEY, T0);
  health.succeeded(KEY, T0);
  for (let success = 0; success < 5; success++) health.succeeded(KEY, T0 + 33_000);
  for (let failure = 0; failure < 4; failure++) health.failed(KEY, T0 + 33_000);
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
    health.failed(KEY, now);
    expect(health.state(KEY, now)).toEqual({ kind: 'open', untilMs: now + pauseMs });
    now += pauseMs;
  }
});

test('a target that soon fails again after a good probe gets the longer pause; after five good minutes the first one', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  health.succeeded(KEY, T0 + 30_000);
  failTimes(health, 5, T0 + 31_000);
  expect(health.state(KEY, T0 + 31_000)).toEqual({ kind: 'open', untilMs: T0 + 91_000 });
  health.succeeded(KEY, T0 + 91_000);
  const later = T0 + 91_000 + 300_001;
  failTimes(health, 5, later);
  expect(health.state(KEY, later)).toEqual({ kind: 'open', untilMs: later + 30_000 });
});

test('calls that began before the opening and fail within the pause do not lengthen it', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  failTimes(health, 50, T0 + 10_000);
  expect(health.state(KEY, T0 + 10_000)).toEqual({ kind: 'open', untilMs: T0 + 30_000 });
});

test('jitter lengthens a pause by at most a tenth', () => {
  const health = createCircuits({ random: () => 0.999999 });
  failTimes(health, 5, T0);
  expect(health.state(KEY, T0)).toEqual({ kind: 'open', untilMs: T0 + 33_000 });
});

test('cooling extends to the later deadline and never shortens', () => {
  const health = circuits();
  health.cool(KEY, T0 + 5_000);
  health.cool(KEY, T0 + 2_000);
  expect(health.state(KEY, T0)).toEqual({ kind: 'cooling', untilMs: T0 + 5_000 });
  health.cool(KEY, T0 + 9_000);
  expect(health.state(KEY, T0)).toEqual({ kind: 'cooling', untilMs: T0 + 9_000 });
  expect(health.state(KEY, T0 + 9_000)).toEqual({ kind: 'closed' });
});

test('a success of a call that was under way does not end a cooling', () => {
  const health = circuits();
  health.cool(KEY, T0 + 5_000);
  health.succeeded(KEY, T0 + 1_000);
  expect(health.state(KEY, T0 + 1_000)).toEqual({ kind: 'cooling', untilMs: T0 + 5_000 });
});

test('of a pause and a cooling the later one holds', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  health.cool(KEY, T0 + 40_000);
  expect(health.state(KEY, T0)).toEqual({ kind: 'cooling', untilMs: T0 + 40_000 });
  expect(health.state(KEY, T0 + 40_000)).toEqual({ kind: 'probe' });
});

test('a probe that is told to wait ends without a verdict, and the next may try after the wait', () => {
  const health = circuits();
  failTimes(health, 5, T0);
  expect(health.tryProbe(KEY, T0 + 30_000)).toBe(true);
  health.cool(KEY, T0 + 32_000);
  expect(health.state(KEY, T0 + 31_000)).toEqual({ kind: 'cooling', untilMs: T0 + 32_000 });
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
