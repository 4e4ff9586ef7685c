import type { ServerResponse } from 'node:http';
import type { ClientPresence } from '../pipeline/exchange.ts';

/** A response that closes before it was finished means that nobody listens any more. */
export function watchClient(response: ServerResponse): ClientPresence {
  return new WatchedClient(response);
}

// A class: an accessor in an object literal gives each object a hidden class of its own, which only a full collection
// frees. For one object a request that cost more than the request itself.
class WatchedClient implements ClientPresence {
  gone = false;
  private callbacks: Set<() => void> | undefined;

  constructor(response: ServerResponse) {
    response.on('close', () => {
      if (!response.writableFinished) this.leave();
    });
  }

  whenGone(callback: () => void): () => void {
    if (this.gone) callback();
    else {
      this.callbacks ??= new Set();
      this.callbacks.add(callback);
    }
    return () => this.callbacks?.delete(callback);
  }

  private leave(): void {
    this.gone = true;
    for (const callback of this.callbacks ?? []) callback();
    this.callbacks = undefined;
  }
}
