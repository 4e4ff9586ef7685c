import { LinkedList } from '../domain/linked-list.ts';

/** Says, once, that the time which a shutdown gave the running requests is over: what still runs must end now. */
export interface StopSignal {
  readonly stopped: boolean;
  /** Calls back at most once; at once if it was given already. Returns a function that takes the callback back. */
  whenStopped(callback: () => void): () => void;
}

export function createStopSignal(): StopSignal & { stop(): void } {
  let stopped = false;
  const callbacks = new LinkedList<() => void>();
  return {
    get stopped() {
      return stopped;
    },
    whenStopped(callback) {
      if (stopped) {
        callback();
        return () => {};
      }
      const link = callbacks.add(callback);
      return () => callbacks.remove(link);
    },
    stop() {
      stopped = true;
      // One of them may take back another one.
      for (let callback = callbacks.shift(); callback !== undefined; callback = callbacks.shift()) callback();
    },
  };
}
