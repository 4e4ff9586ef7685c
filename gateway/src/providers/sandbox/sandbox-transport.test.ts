import { expect, test } from 'vitest';
import type { UpstreamHandlers, UpstreamRequest } from '../../domain/upstream.ts';
import type { SandboxStep } from './sandbox-step.ts';
import { createSandboxTransport, SYSTEM_TIMERS } from './sandbox-transport.ts';
import { createVirtualTimers } from './virtual-timers.fixture.ts';

const REQUEST: UpstreamRequest = {
  method: 'POST',
  origin: 'http://sandbox.invalid',
  path: '/chat/completions',
  headers: {},
  body: undefined,
  framing: 'sse',
  credentialId: 'none',
  trusted: true,
};
const frame = (data: string): SandboxStep => ({ act: 'frames', frames: [{ event: undefined, data }] });
const HEAD: SandboxStep = { act: 'headers', status: 200, headers: {} };
const STEPS: readonly SandboxStep[] = [HEAD, frame('a'), { act: 'wait', ms: 50 }, frame('b'), { act: 'end' }];

function play(steps: Iterable<SandboxStep>, onFrames: (data: string) => void = () => {}) {
  const timers = createVirtualTimers();
  const told: string[] = [];
  const handlers: UpstreamHandlers = {
    onHeaders: ({ status }) => told.push(`headers ${status}`),
    onFrames(frames) {
      for (const { data } of frames) {
        told.push(data);
        onFrames(data);
      }
    },
    onBody: (text) => told.push(`body ${text}`),
    onEnd: () => told.push('end'),
    onFault: ({ kind, message }) => told.push(`fault ${kind}: ${message}`),
  };
  const call = createSandboxTransport({ answer: () => steps, timers }).call(REQUEST, handlers);
  return { call, told, timers };
}

test('nothing is called before the call has returned, and each step has a tick of its own', () => {
  const { told, timers } = play(STEPS);
  expect(told).toEqual([]);
  timers.runAll(1);
  expect(told).toEqual(['headers 200']);
  timers.runAll(1);
  expect(told).toEqual(['headers 200', 'a']);
  expect(timers.runAll()).toBe(50);
  expect(told).toEqual(['headers 200', 'a', 'b', 'end']);
});

test('a paused call tells nothing until it is resumed, and then goes on where it was', () => {
  const { call, told, timers } = play(STEPS, (data) => {
    if (data === 'a') call.pause();
  });
  timers.runAll();
  expect(told).toEqual(['headers 200', 'a']);
  call.resume();
  call.resume();
  expect(timers.runAll(1)).toBe(0);
  expect(timers.runAll(1), 'the wait, since the second resume did nothing').toBe(50);
  timers.runAll();
  expect(told).toEqual(['headers 200', 'a', 'b', 'end']);
});

test('after an abort no handler is called, not even from a wait or a pause', () => {
  for (const stopAfter of [0, 1, 2, 3]) {
    const { call, told, timers } = play(STEPS);
    timers.runAll(stopAfter);
    const before = [...told];
    call.abort();
    call.resume();
    expect(timers.runAll(), 'no timer is left behind').toBe(0);
    expect(told).toEqual(before);
  }
});

test('an answer whose steps run out stalls', () => {
  const { told, timers } = play([HEAD]);
  timers.runAll();
  expect(told).toEqual(['headers 200']);
});

test('a fault ends the call', () => {
  const { told, timers } = play([{ act: 'fault', fault: { kind: 'reset', message: 'gone' } }, frame('late')]);
  timers.runAll();
  expect(told).toEqual(['fault reset: gone']);
});

test('a reader that throws ends its own call with a fault, and nothing else', () => {
  const { told, timers } = play(STEPS, () => {
    throw new Error('broken reader');
  });
  timers.runAll();
  expect(told).toEqual(['headers 200', 'a', 'fault protocol: broken reader']);
});

test('with the timers of the system a wait takes its time and can be called off', async () => {
  const told: string[] = [];
  const startedAtMs = performance.now();
  await new Promise<void>((resolve) => {
    createSandboxTransport({ answer: () => STEPS, timers: SYSTEM_TIMERS }).call(REQUEST, {
      onHeaders: () => told.push('headers'),
      onFrames: () => told.push('frames'),
      onBody: () => {},
      onEnd: resolve,
      onFault: () => {},
    });
  });
  expect(told).toEqual(['headers', 'frames', 'frames']);
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(49);
});
