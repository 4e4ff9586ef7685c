/** Says, once, that the time which a shutdown gave the running requests is over: what still runs must end now. */
export interface StopSignal {
  readonly stopped: boolean;
  /** Calls back at most once; at once if it was given already. Returns a function that takes the callback back. */
  whenStopped(callback: () => void): () => void;
}

export function createStopSignal(): StopSignal & { stop(): void } {
  let stopped = false;
  const callbacks = new Set<() => void>();
  return {
    get stopped() {
      return stopped;
    },
    whenStopped(callback) {
      if (stopped) callback();
      else callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    stop() {
      stopped = true;
      for (const callback of callbacks) callback();
      callbacks.clear();
    },
  };
}
