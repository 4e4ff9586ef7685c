import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { placesOfPostgres } from '../leaks/places-left-behind.ts';
import { type GatewayWatch, watchGateway } from '../leaks/watch-gateway.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const READY_WITHIN_MS = 20_000;

export interface SpawnedGateway extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** The exit code, once the process has ended. */
  readonly exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  /** What it has said so far: to the terminal, and in its log. */
  said(): { readonly stdout: string; readonly stderr: string };
  /** What of the process is in memory now, and the most that ever was, bytes. Linux only. */
  memory(): { readonly rss: number; readonly peakRss: number };
}

export interface ProcessOptions {
  /** A module that is loaded before the gateway, and may send messages. */
  readonly probe?: string;
  readonly onMessage?: (message: unknown) => void;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A data folder and configuration file that several processes can be started on, one after the other. Disposed after all
 * of them, and fails then when they left a secret anywhere.
 */
export interface GatewayHome extends Disposable {
  readonly dataDir: string;
  start(options?: ProcessOptions): Promise<SpawnedGateway>;
}

/** A gateway in a process of its own, as an operator starts it: for signals, and for memory that is nobody else's. */
export function createGatewayHome({ yaml }: { yaml: string }): GatewayHome {
  const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-process-'));
  const config = join(dataDir, 'latentkit.yaml');
  writeFileSync(config, yaml);
  const watch = watchGateway({ dataDir, configPath: config });
  return {
    dataDir,
    start: (options = {}) => startProcess({ dataDir, config, watch, ...options }),
    [Symbol.dispose]() {
      try {
        watch.lookThrough();
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

interface ProcessInput extends ProcessOptions {
  readonly dataDir: string;
  readonly config: string;
  readonly watch: GatewayWatch;
}

async function startProcess({
  dataDir,
  config,
  watch,
  probe,
  onMessage,
  env = {},
}: ProcessInput): Promise<SpawnedGateway> {
  const port = await freePort();
  const args = [
    ...(probe ? ['--import', probe] : []),
    MAIN,
    'start',
    '--port',
    String(port),
    '--data',
    dataDir,
    '--config',
    config,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, LATENTKIT_LOG_LEVEL: 'debug', ...env },
  });
  watch.knowEnvironment(env);
  if (onMessage) child.on('message', onMessage);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  watch.says({ name: 'the log', text: () => said.stderr });
  watch.says({ name: 'the terminal', text: () => said.stdout });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const { pid } = child;
  if (pid === undefined) throw new Error('the process did not start');
  await untilReady({ url, hasEnded: () => child.exitCode !== null, output: () => said.stdout + said.stderr });
  watch.startedAt(url);
  return {
    url,
    pid,
    exited,
    signal: (name) => child.kill(name),
    said: () => ({ ...said }),
    memory: () => ({ rss: statusField({ pid, name: 'VmRSS' }), peakRss: statusField({ pid, name: 'VmHWM' }) }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
      const { DATABASE_URL } = env;
      if (DATABASE_URL !== undefined) watch.alsoLeft(await placesOfPostgres(DATABASE_URL));
    },
  };
}

async function untilReady(start: { url: string; hasEnded: () => boolean; output: () => string }): Promise<void> {
  const lastMoment = performance.now() + READY_WITHIN_MS;
  while (!start.hasEnded() && performance.now() < lastMoment) {
    const response = await fetch(`${start.url}/readyz`).catch(() => undefined);
    await response?.text();
    if (response?.ok) return;
    await wait(30);
  }
  throw new Error(`the gateway was never ready:\n${start.output()}`);
}

function statusField({ pid, name }: { pid: number; name: string }): number {
  const [, kibibytes] = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1_024;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
