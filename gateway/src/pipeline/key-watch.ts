import { LinkedList } from '../domain/linked-list.ts';
import type { Clock, SnapshotSource } from '../domain/ports.ts';
import type { ClientPresence } from './exchange.ts';
import { endedKeyError } from './refused-key-error.ts';
import { whyKeyIsRefused } from './why-key-is-refused.ts';

/** Knows the running requests by the key that opened them. */
export interface KeyWatch {
  /** `digest` is that of the key which was accepted. Returns a function that ends the watch. */
  begin(client: ClientPresence, digest: string): () => void;
}

/** How often running requests are looked at: with the time that a change takes to be seen, well within 5 s. */
const CHECK_EVERY_MS = 1_000;

/**
 * Ends what still runs for a key that would be refused now: revoked, expired, rotated out, or of a suspended workspace.
 * Looks at all of them once in a while, so that no piece of an answer costs anything.
 */
export function createKeyWatch({
  snapshots,
  clock,
}: {
  readonly snapshots: SnapshotSource;
  readonly clock: Clock;
}): KeyWatch & {
  check(): void;
  watch(): void;
  stop(): void;
} {
  const running = new LinkedList<{ readonly client: ClientPresence; readonly digest: string }>();
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    const { principals } = snapshots.current();
    const nowMs = clock.now();
    for (const { client, digest } of running.items()) {
      const principal = principals.get(digest);
      const reason = principal === undefined ? 'unknown' : whyKeyIsRefused({ principal, nowMs });
      if (reason !== undefined) client.dismiss(endedKeyError({ reason, principal }));
    }
  };
  return {
    begin: (client, digest) => {
      const link = running.add({ client, digest });
      return () => running.remove(link);
    },
    check,
    watch: () => {
      timer = setInterval(check, CHECK_EVERY_MS).unref();
    },
    stop: () => clearInterval(timer),
  };
}
