import type { ServerResponse } from 'node:http';
import type { ClientPresence } from '../pipeline/exchange.ts';

/** A response that closes before it was finished means that nobody listens any more. */
export function watchClient(response: ServerResponse): ClientPresence {
  let gone = false;
  const callbacks = new Set<() => void>();
  response.once('close', () => {
    if (response.writableFinished) return;
    gone = true;
    for (const callback of callbacks) callback();
    callbacks.clear();
  });
  return {
    get gone() {
      return gone;
    },
    whenGone(callback) {
      if (gone) callback();
      else callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}
