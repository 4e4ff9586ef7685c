import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './start-child.ts';

const LOOK_EVERY_MS = 20;

/** Resolves when something listens on the port. @throws Error with the child's output when it ends or takes too long */
export async function waitForPort(wait: { child: Child; port: number; withinMs: number }): Promise<void> {
  const lastMoment = performance.now() + wait.withinMs;
  while (!(await isOpen(wait.port))) {
    if (wait.child.hasEnded) throw new Error(`the process on port ${wait.port} has ended:\n${wait.child.output()}`);
    if (performance.now() > lastMoment) throw new Error(`nothing on port ${wait.port}:\n${wait.child.output()}`);
    await sleep(LOOK_EVERY_MS);
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
