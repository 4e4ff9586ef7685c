import { type HttpConnection, openHttpConnection } from './http-connection.ts';
import type { ClosedLoop, ClosedLoopResult } from './load-jobs.ts';
import { createTally } from './tally.ts';

/** Keeps every connection busy for the time, then waits for the answers that are under way. */
export async function runClosedLoop({ request, connections, durationMs }: ClosedLoop): Promise<ClosedLoopResult> {
  const bytes = Buffer.from(request.text);
  const opened = Array.from({ length: connections }, () => openHttpConnection({ port: request.port }));
  await Promise.all(opened.map(({ connected }) => connected));
  const tally = createTally();
  const lastMoment = performance.now() + durationMs;
  let inTime = 0;

  const keepBusy = (first: HttpConnection) =>
    new Promise<void>((resolve) => {
      let connection = first;
      const next = (): void => {
        if (!connection.isOpen) connection = openHttpConnection({ port: request.port });
        connection.send({ request: bytes, onEnd });
      };
      const onEnd = (failure: string | undefined): void => {
        tally.note(failure);
        if (performance.now() < lastMoment && !tally.isHopeless) {
          inTime += failure === undefined ? 1 : 0;
          // Not at once: an answer that ends with its connection is told before the connection knows.
          if (failure === undefined) next();
          else setImmediate(next);
          return;
        }
        connection.destroy();
        resolve();
      };
      next();
    });
  await Promise.all(opened.map(keepBusy));
  return { ...tally.counts(), inTime };
}
