import { type HttpConnection, openHttpConnection } from './http-connection.ts';
import type { OpenLoop, OpenLoopResult } from './load-jobs.ts';
import { percentile } from './percentile.ts';
import { createTally } from './tally.ts';

const CONNECTIONS_AT_FIRST = 32;

/**
 * Sends by the clock: a slow answer delays no later request, and every request's time counts from when it was due, not
 * from when it could be sent.
 */
export async function runOpenLoop({ request, perSecond, durationMs, until }: OpenLoop): Promise<OpenLoopResult> {
  const bytes = Buffer.from(request.text);
  const idle = Array.from({ length: CONNECTIONS_AT_FIRST }, () => openHttpConnection({ port: request.port }));
  await Promise.all(idle.map(({ connected }) => connected));
  const tally = createTally();
  const total = Math.round((perSecond * durationMs) / 1_000);
  const timesMs: number[] = [];

  await new Promise<void>((resolve) => {
    const startedAt = performance.now();
    let sent = 0;
    let ended = 0;
    const send = (dueAt: number): void => {
      const connection = takeOpen(idle) ?? openHttpConnection({ port: request.port });
      const record = () => timesMs.push(performance.now() - dueAt);
      connection.send({
        request: bytes,
        ...(until === 'first content' ? { onFirstContent: record } : {}),
        onEnd: (failure) => {
          if (until === 'whole answer' && failure === undefined) record();
          tally.note(failure);
          idle.push(connection);
          ended += 1;
          if (ended === total) resolve();
        },
      });
    };
    const tick = (): void => {
      const now = performance.now();
      for (let dueAt = dueOf(sent); sent < total && dueAt <= now; dueAt = dueOf(sent)) {
        sent += 1;
        send(dueAt);
      }
      if (sent < total) setTimeout(tick, Math.max(0, dueOf(sent) - performance.now()));
    };
    const dueOf = (place: number) => startedAt + (place * 1_000) / perSecond;
    tick();
  });
  for (const connection of idle) connection.destroy();
  timesMs.sort((left, right) => left - right);
  return { ...tally.counts(), p50Ms: percentile(timesMs, 0.5), p99Ms: percentile(timesMs, 0.99) };
}

function takeOpen(idle: HttpConnection[]): HttpConnection | undefined {
  for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
    if (connection.isOpen) return connection;
  }
  return undefined;
}
