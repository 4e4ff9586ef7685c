import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

const LISTENS_AND_SLEEPS = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
/** More than the queue takes: a system may round it up. */
const CALLERS = 8;
const QUEUED_WITHIN_MS = 200;

/** An address where a connection is begun and never comes about: what listens there sleeps, and its queue is full. */
export async function startDeafServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const worker = new Worker(LISTENS_AND_SLEEPS, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const callers: Socket[] = [];
  for (let called = 0; called < CALLERS; called++) {
    const caller = connect(port, '127.0.0.1').on('error', () => {});
    callers.push(caller);
    const wasQueued = await new Promise<boolean>((resolve) => {
      caller.once('connect', () => resolve(true));
      setTimeout(() => resolve(false), QUEUED_WITHIN_MS).unref();
    });
    if (!wasQueued) break;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const caller of callers) caller.destroy();
      await worker.terminate();
    },
  };
}
