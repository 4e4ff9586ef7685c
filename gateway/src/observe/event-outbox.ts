import type { EventStore, GatewayEvent } from '../domain/event.ts';
import type { Log } from '../domain/ports.ts';

/** While the store takes nothing. */
const RETRY_MS = 5_000;
/** Only where the store is away for long. */
const MOST_PENDING = 10_000;
const AT_ONCE = 200;

export interface EventOutbox {
  /** Returns at once; the store gets it in the background. */
  post(event: GatewayEvent): void;
  /** Resolves once everything that was posted so far is in the store, or the store refused it. */
  flush(): Promise<void>;
  /** Tries once more to write down what is left. */
  close(): Promise<void>;
}

/** Events on their way to the store: nobody who tells of one waits for it, and one that is refused is tried again. */
export function createEventOutbox({
  events,
  log,
}: {
  readonly events: Pick<EventStore, 'append'>;
  readonly log: Log;
}): EventOutbox {
  const pending: GatewayEvent[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const write = async (): Promise<void> => {
    while (pending.length > 0) {
      const some = pending.slice(0, AT_ONCE);
      try {
        await events.append(some);
      } catch (cause) {
        log.error({ cause: String(cause), pending: pending.length }, 'events could not be written; trying again');
        if (!isClosed) later(RETRY_MS);
        return;
      }
      pending.splice(0, some.length);
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  const later = (delayMs: number): void => {
    timer ??= setTimeout(flush, delayMs).unref();
  };

  return {
    post(event) {
      if (pending.length >= MOST_PENDING) {
        log.error({ event: event.id }, 'an event is lost: the store took none for too long');
        return;
      }
      pending.push(event);
      later(0);
    },
    flush,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await writing;
      await flush();
    },
  };
}
