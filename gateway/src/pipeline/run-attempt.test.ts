import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { buildTarget } from '../../tests/support/build-target.ts';
import type { UpstreamHandlers, UpstreamTransport } from '../domain/upstream.ts';
import { openaiCompatible } from '../providers/openai-compatible.ts';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { buildUpstreamRequest } from './build-upstream-request.ts';
import { createDrainSlots } from './drain-slots.ts';
import { runAttempt } from './run-attempt.ts';
import { createStopSignal } from './stop-signal.ts';

const MAX_DRAIN_MS = 30_000;
const NEVER_MS = 3_600_000;
const ADAPTER = { ...openaiCompatible, billsAfterDisconnect: true };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A stream of a provider that bills on, to a caller who can be made to leave. */
function startAttempt({ idleTimeoutMs = NEVER_MS }: { idleTimeoutMs?: number } = {}) {
  const { task } = readChatBody(JSON.stringify({ messages: [{ role: 'user', content: 'Count.' }], stream: true }));
  const target = buildTarget({ idleTimeoutMs, firstContentTimeoutMs: NEVER_MS });
  const abort = vi.fn();
  const calls: UpstreamHandlers[] = [];
  const transport: UpstreamTransport = {
    call: (_request, handlers) => {
      calls.push(handlers);
      return { pause: () => {}, resume: () => {}, abort };
    },
  };
  let leave = (): void => {};
  const released = vi.fn();
  const result = runAttempt({
    task,
    target,
    adapter: ADAPTER,
    forgetsTexts: true,
    built: buildUpstreamRequest({ task, target, adapter: ADAPTER }),
    transport,
    sink: { write: () => true, onceDrained: () => {} },
    client: {
      gone: false,
      dismissal: undefined,
      dismiss: () => {},
      workOn: () => {},
      whenGone: (callback) => {
        leave = callback;
        return () => {};
      },
    },
    clock: { now: Date.now },
    endsAtMs: Date.now() + 5_000,
    endsBy: 'deadline',
    drains: { tryTake: () => released },
    stop: createStopSignal(),
  });
  const [upstream] = calls;
  if (!upstream) throw new Error('no call was made');
  upstream.onHeaders({ status: 200, headers: {} });
  const send = (body: object) => upstream.onFrames([{ event: undefined, data: JSON.stringify(body) }]);
  const say = (content: string) => send({ choices: [{ index: 0, delta: { content } }] });
  return { result, abort, released, send, say, end: () => upstream.onEnd(), leave: () => leave() };
}

test('a cancelled stream that goes on is read for 30 s, whatever its deadline was, and not a moment longer', async () => {
  const { result, abort, released, say, leave } = startAttempt();
  say('one two three four');
  leave();
  for (let second = 1; second < MAX_DRAIN_MS / 1_000; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    say(' and so on');
  }
  await vi.advanceTimersByTimeAsync(999);
  expect(abort).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(abort).toHaveBeenCalledOnce();
  // Its place is free again, and what came until then is counted.
  expect(released).toHaveBeenCalledOnce();
  const { state, ...rest } = await result;
  expect(state).toBe('cancelled');
  expect(rest).toMatchObject({ usage: { estimated: true } });
  expect('usage' in rest && rest.usage?.outputTokens).toBeGreaterThan(50);
});

test('one that comes to its usage before that ends at once, with the exact figures', async () => {
  const { result, released, send, say, end, leave } = startAttempt();
  say('one two three four');
  leave();
  await vi.advanceTimersByTimeAsync(20_000);
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  send({ choices: [], usage: { prompt_tokens: 70, completion_tokens: 33, total_tokens: 103 } });
  end();
  expect(released).toHaveBeenCalledOnce();
  expect(await result).toMatchObject({
    state: 'cancelled',
    usage: { inputTokens: 70, outputTokens: 33, estimated: false },
  });
});

test('one that falls silent is not waited for longer than a caller would have', async () => {
  const { result, released, say, leave } = startAttempt({ idleTimeoutMs: 2_000 });
  say('one two three four');
  leave();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(released).toHaveBeenCalledOnce();
  expect(await result).toMatchObject({ state: 'cancelled', usage: { estimated: true } });
});

test('64 streams may be read on at once; a place that was given back is given out again', () => {
  const slots = createDrainSlots();
  const taken = Array.from({ length: 64 }, () => slots.tryTake());
  expect(taken.every((release) => release !== undefined)).toBe(true);
  expect(slots.tryTake()).toBeUndefined();
  const [first] = taken;
  first?.();
  first?.();
  expect(slots.tryTake()).toBeDefined();
  expect(slots.tryTake()).toBeUndefined();
});
