import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpConnection, openHttpConnection } from './http-connection.ts';
import type { HeldStreams } from './load-jobs.ts';

const BATCH = 10;

/** Opens the streams at an even pace; resolves when each has its first word. @throws Error when one ends */
export async function holdStreams({ request, count, perSecond }: HeldStreams): Promise<readonly HttpConnection[]> {
  const bytes = Buffer.from(request.text);
  const streams: HttpConnection[] = [];
  const started: Promise<void>[] = [];
  while (streams.length < count) {
    for (let place = 0; place < BATCH && streams.length < count; place++) {
      const connection = openHttpConnection({ port: request.port });
      streams.push(connection);
      started.push(
        connection.connected.then(
          () =>
            new Promise((resolve, reject) => {
              const onEnd = (failure: string | undefined) => reject(new Error(failure ?? 'a held stream has ended'));
              connection.send({ request: bytes, onFirstContent: resolve, onEnd });
            }),
        ),
      );
    }
    await sleep((BATCH * 1_000) / perSecond);
  }
  await Promise.all(started);
  return streams;
}
