import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/** @returns {Promise<number>} a port that nobody listens on */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a gateway by a command and waits until it takes traffic.
 * @param {{ command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, port: number, timeoutMs: number, shell?: boolean }} options
 * @throws Error with the output, when it ends or is not ready in time
 */
export async function startGateway({ command, args, cwd, env, port, timeoutMs, shell = false }) {
  const address = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    // Not only the command must end: what it started must not keep the port.
    await until({
      holds: async () => !(await answers(`${address}/healthz`)),
      timeoutMs: 15_000,
      what: 'the end of the gateway',
    });
    await ended;
  };
  try {
    const holds = async () => child.exitCode !== null || (await answers(`${address}/readyz`));
    await until({ holds, timeoutMs, what: 'the gateway to be ready' });
    if (child.exitCode !== null) throw new Error(`the command ended with ${child.exitCode}`);
  } catch (error) {
    child.kill('SIGTERM');
    throw new Error(`${command} ${args.join(' ')}: ${error}\n${output}`, { cause: error });
  }
  return { address, readyAfterMs: performance.now() - startedAt, output: () => output, stop };
}

/** @param {{ holds: () => Promise<boolean>, timeoutMs: number, what: string }} wait */
async function until({ holds, timeoutMs, what }) {
  const lastMoment = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > lastMoment) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
