import type { ServerResponse } from 'node:http';
import type { ClientPresence } from '../pipeline/exchange.ts';

/** A response that closes before it was finished means that nobody listens any more. */
export function watchClient(response: ServerResponse): ClientPresence {
  let gone = false;
  let callbacks: Set<() => void> | undefined;
  response.on('close', () => {
    if (response.writableFinished) return;
    gone = true;
    for (const callback of callbacks ?? []) callback();
    callbacks = undefined;
  });
  return {
    get gone() {
      return gone;
    },
    whenGone(callback) {
      if (gone) callback();
      else {
        callbacks ??= new Set();
        callbacks.add(callback);
      }
      return () => callbacks?.delete(callback);
    },
  };
}
