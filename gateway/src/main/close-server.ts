import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningRequests } from '../dataplane/running-requests.ts';

interface Closing {
  readonly server: Server;
  readonly running: RunningRequests;
  /** Tells what still runs that its time is over. */
  readonly stop: () => void;
  /** How long running requests may take to finish by themselves. */
  readonly withinMs: number;
}

/** After so long without a request nobody seems to be left who has not been told. */
const QUIET_MS = 250;
const MAX_QUIET_WAITS = 8;
/** For the last words of cut streams to reach clients that still read. */
const LAST_WORDS_MS = 2_000;

/**
 * The end of a server whose answers already say that it is shutting down. The port stays open while requests run, so that
 * a probe or a late caller gets an answer instead of a refused connection; then nothing is cut that did not get its end.
 */
export async function closeServer({ server, running, stop, withinMs }: Closing): Promise<void> {
  const hadWork = running.count > 0;
  await running.endWithin(withinMs);
  stop();
  if (hadWork) await untilQuiet(running);
  await running.endWithin(LAST_WORDS_MS);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
  // An upload that never came to its end was cut with its connection.
  await running.endWithin(LAST_WORDS_MS);
}

/** Whoever's answer has just ended often asks for the next one at once, on the same connection: that is answered, too. */
async function untilQuiet(running: RunningRequests): Promise<void> {
  for (let waits = 0; waits < MAX_QUIET_WAITS; waits++) {
    const { begun } = running;
    await wait(QUIET_MS);
    if (running.begun === begun) return;
  }
}
