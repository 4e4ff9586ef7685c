import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const PROGRAMS = ['redis-server', 'valkey-server'];
const START_LIMIT_MS = 20_000;

export interface TestRedis {
  readonly url: string;
  /** It takes connections, and answers nothing. */
  pause(): void;
  resume(): void;
  /** Kills it, and starts an empty one at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Where this machine has a Redis or Valkey server, or why a test that needs one cannot run. */
export function findRedis(): { found: true; program: string } | { found: false; reason: string } {
  const folders = (process.env.PATH ?? '').split(':');
  for (const name of PROGRAMS) {
    const folder = folders.find((path) => existsSync(join(path, name)));
    if (folder !== undefined) return { found: true, program: join(folder, name) };
  }
  return { found: false, reason: 'Redis is not installed (apt-get install redis-server)' };
}

/** A server of its own on a free port of 127.0.0.1, that keeps nothing on a disk. It ends with the process that started it. */
export async function startTestRedis({ program }: { program: string }): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'latentkit-redis-'));
  const port = await findFreePort();
  let server = await startServer({ program, folder, port });
  const kill = async () => {
    server.shell.stdin?.end();
    await server.ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void process.kill(server.pid, 'SIGSTOP'),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    async restart() {
      await kill();
      server = await startServer({ program, folder, port });
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Server {
  readonly shell: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<void>;
}

async function startServer(of: { program: string; folder: string; port: number }): Promise<Server> {
  const { program, folder, port } = of;
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  // The shell waits on a pipe from this process: when that breaks, however this process ended, the server goes too.
  const script = '"$@" >/dev/null & echo $!; read -r _; kill -KILL $!; wait';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', program, ...settings], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  const pid = await new Promise<number>((resolve) => {
    shell.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
  });
  await waitUntilReady(port);
  return { shell, pid, ended };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function waitUntilReady(port: number): Promise<void> {
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (!(await answersPing(port))) {
    if (Date.now() > giveUpAt) throw new Error('the Redis server did not start');
    await wait(20);
  }
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
