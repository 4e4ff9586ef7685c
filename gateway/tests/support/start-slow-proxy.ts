import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface SlowProxy {
  readonly port: number;
  /** Connections that were accepted since the start. */
  readonly connections: number;
  /** How long each answer takes from now on beside what it takes anyway, ms. What is under way is not changed. */
  answersAfter(delayMs: number): void;
  /** Connections that are open now pass nothing any more, and nobody is told; new ones work. As when an address moves. */
  forgetOpen(): void;
  close(): Promise<void>;
}

interface Link {
  isForgotten: boolean;
  readonly sockets: readonly Socket[];
}

/** Passes bytes on to a port of 127.0.0.1, what comes back as late as the test says, and in order. */
export async function startSlowProxy({ toPort }: { toPort: number }): Promise<SlowProxy> {
  const links = new Set<Link>();
  let delayMs = 0;
  let connections = 0;
  const server = createServer((client) => {
    connections++;
    const far = connect(toPort, '127.0.0.1');
    const link: Link = { isForgotten: false, sockets: [client, far] };
    links.add(link);
    const pass = (to: Socket, chunk: Buffer) => {
      if (!link.isForgotten && to.writable) to.write(chunk);
    };
    const end = () => {
      // A forgotten connection says nothing of its end either.
      if (link.isForgotten) return;
      links.delete(link);
      for (const socket of link.sockets) socket.destroy();
    };
    let before = Promise.resolve();
    client.setNoDelay(true).on('data', (chunk) => pass(far, chunk));
    far.setNoDelay(true).on('data', (chunk) => {
      const due = wait(delayMs);
      before = before.then(() => due).then(() => pass(client, chunk));
    });
    for (const socket of link.sockets) socket.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    get connections() {
      return connections;
    },
    answersAfter: (ms) => {
      delayMs = ms;
    },
    forgetOpen: () => {
      for (const link of links) link.isForgotten = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { sockets } of links) for (const socket of sockets) socket.destroy();
      }),
  };
}
