import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

const INSTALLED_UNDER = '/usr/lib/postgresql';
const START_LIMIT_MS = 20_000;

export interface TestPostgres {
  /** A new, empty database of this server. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Where this machine has a PostgreSQL server, or why a test that needs one cannot run. */
export function findPostgres(): { found: true; binaries: string } | { found: false; reason: string } {
  const versions = existsSync(INSTALLED_UNDER) ? readdirSync(INSTALLED_UNDER) : [];
  const newest = versions.sort((left, right) => Number(right) - Number(left))[0];
  if (newest === undefined) return { found: false, reason: 'PostgreSQL is not installed (apt-get install postgresql)' };
  return { found: true, binaries: join(INSTALLED_UNDER, newest, 'bin') };
}

/** A server of its own in a temporary folder, on a free port of 127.0.0.1. It ends with the process that started it. */
export async function startTestPostgres({ binaries }: { binaries: string }): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'latentkit-postgres-'));
  const owner = findOwner();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  execFileSync(join(binaries, 'initdb'), initdb, { ...owner, cwd: folder, stdio: 'ignore' });
  const port = await findFreePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'fsync=off'];
  const server = [join(binaries, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  // The shell waits on a pipe from this process: when that breaks, however this process ended, the server goes too.
  const script = '"$@" & read -r _; kill -INT $!; wait';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', ...server], {
    ...owner,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await waitUntilReady(urlOf('postgres'));
  let made = 0;
  return {
    async createDatabase() {
      const name = `test_${++made}`;
      await runStatement({ url: urlOf('postgres'), statement: `create database ${name}` });
      return urlOf(name);
    },
    async stop() {
      shell.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// PostgreSQL refuses to run as root; Debian's package makes a user for it.
function findOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const numberOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: numberOf('-u'), gid: numberOf('-g') };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function waitUntilReady(url: string): Promise<void> {
  const giveUpAt = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await runStatement({ url, statement: 'select 1' });
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await wait(100);
    }
  }
}

async function runStatement({ url, statement }: { url: string; statement: string }): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => {});
  }
}
