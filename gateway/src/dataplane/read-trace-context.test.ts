import { describe, expect, test } from 'vitest';
import { readTraceContext } from './read-trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const read = (traceparent: string, tracestate?: string) =>
  readTraceContext({ traceparent, ...(tracestate === undefined ? {} : { tracestate }) });
const withState = (tracestate: string) => read(`00-${TRACE}-${SPAN}-01`, tracestate)?.state;

describe('a trace context', () => {
  test('is read from a valid traceparent', () => {
    expect(read(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, flags: '01', state: undefined });
    expect(readTraceContext({})).toBeUndefined();
  });

  test('keeps the flags that level 2 knows, and no others', () => {
    expect(read(`00-${TRACE}-${SPAN}-00`)?.flags).toBe('00');
    expect(read(`00-${TRACE}-${SPAN}-03`)?.flags).toBe('03');
    expect(read(`00-${TRACE}-${SPAN}-fe`)?.flags).toBe('02');
  });

  test('of a later version counts, whatever stands behind the parts that are known', () => {
    expect(read(`01-${TRACE}-${SPAN}-01`)?.traceId).toBe(TRACE);
    expect(read(`cc-${TRACE}-${SPAN}-01-what-is-to-come`)?.traceId).toBe(TRACE);
  });

  test.each([
    ['nothing', ''],
    ['all of it zeros in the trace id', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['all of it zeros in the parent id', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a digit too few', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['flags of one digit', `00-${TRACE}-${SPAN}-1`],
    ['more behind version 00', `00-${TRACE}-${SPAN}-01-more`],
    ['no dash before what a later version adds', `01-${TRACE}-${SPAN}-01.more`],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['two of them', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['no end', `01-${TRACE}-${SPAN}-01-${'x'.repeat(300)}`],
  ])('with %s counts as none', (_what, traceparent) => {
    expect(read(traceparent)).toBeUndefined();
  });

  test('hands on the tracestate as it was sent', () => {
    expect(withState('rojo=00f067aa0ba902b7, congo@v1=t61rcWkgMzE,, ')).toBe(
      'rojo=00f067aa0ba902b7, congo@v1=t61rcWkgMzE,, ',
    );
  });

  test.each([
    ['no members', ' , '],
    ['a member without a value', 'rojo'],
    ['a key in upper case', 'Rojo=1'],
    ['an equals sign in a value', 'rojo=a=b'],
    ['a key twice', 'rojo=1,rojo=2'],
    ['what is no ASCII', 'rojo=é'],
    ['33 members', Array.from({ length: 33 }, (_, at) => `k${at}=1`).join(',')],
    ['more than 512 characters', `a=${'x'.repeat(250)},b=${'x'.repeat(250)},c=${'x'.repeat(10)}`],
  ])('drops a tracestate with %s, and keeps the trace', (_what, tracestate) => {
    expect(read(`00-${TRACE}-${SPAN}-01`, tracestate)).toEqual({ traceId: TRACE, flags: '01', state: undefined });
  });
});
