import { executionAsyncResource } from 'node:async_hooks';

/** Objects that Node made for a call of `process.nextTick`. */
const kept: object[] = [];

/**
 * Keeps `process.nextTick` fast, which node:http and the streams call about ten times a request. Node makes an object with
 * computed keys for each call, and V8 knows the shape of these objects by a reference that a full collection clears where
 * none of them lives at that moment. It never learns the shape again: each call takes six times as long then, for as long as
 * the process lives. A start collects while hardly anything ticks; one object that stays keeps the shape.
 * Resolves when there is one.
 */
export function keepTicksFast(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(() => {
      // What runs in a tick has the tick's own object as its resource.
      kept.push(executionAsyncResource());
      resolve();
    });
  });
}
