import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataFolder } from './lock-data-folder.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { StoreError } from './store-error.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Another process that holds the lock until it is killed. */
async function holdElsewhere() {
  const script = `
    import { lockDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'lock-data-folder.ts'))};
    lockDataFolder({ dataDir: ${JSON.stringify(dataDir)} });
    console.log('locked');
    setInterval(() => {}, 1_000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  return {
    pid: holder.pid,
    kill: () =>
      new Promise((resolve) => {
        holder.once('exit', resolve);
        holder.kill('SIGKILL');
      }),
  };
}

test('a second gateway on the folder is refused, and is told who is there and what to do', async () => {
  const holder = await holdElsewhere();
  try {
    expect(() => lockDataFolder({ dataDir })).toThrow(StoreError);
    expect(() => lockDataFolder({ dataDir })).toThrow(
      new RegExp(`Another gateway is running on the data folder ${dataDir} \\(process ${holder.pid} on .*--data`),
    );
  } finally {
    await holder.kill();
  }
});

test('the lock of a killed process is taken over at once', async () => {
  const holder = await holdElsewhere();
  await holder.kill();
  lockDataFolder({ dataDir }).release();
});

test('a released folder can be locked again, a locked one not', () => {
  const first = lockDataFolder({ dataDir });
  expect(() => lockDataFolder({ dataDir })).toThrow(/Another gateway/);
  first.release();
  lockDataFolder({ dataDir }).release();
});

test('commands use the store beside a gateway that holds the lock', async () => {
  const holder = await holdElsewhere();
  const store = await openSqliteStore({ dataDir });
  await store.writeSetting({ name: 'seen', value: 'yes' });
  await store.close();
  await holder.kill();
});

test('a folder that cannot be used is refused by name', () => {
  const file = join(dataDir, 'file');
  writeFileSync(file, '');
  expect(() => lockDataFolder({ dataDir: file })).toThrow(`The data folder ${file} cannot be locked`);
});
