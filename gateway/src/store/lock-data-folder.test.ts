import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isDataFolderLocked, lockDataFolder } from './lock-data-folder.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { StoreError } from './store-error.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Another process that holds the lock until it is killed. */
function holdElsewhere() {
  return runElsewhere(`lockDataFolder({ dataDir }); console.log('locked'); setInterval(() => {}, 1_000);`);
}

/** Another process that looks at the lock again and again until it is killed. */
function lookElsewhere() {
  return runElsewhere(
    `isDataFolderLocked({ dataDir }); console.log('looking'); for (;;) isDataFolderLocked({ dataDir });`,
  );
}

async function runElsewhere(work: string) {
  const script = `
    import { isDataFolderLocked, lockDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'lock-data-folder.ts'))};
    const dataDir = ${JSON.stringify(dataDir)};
    ${work}`;
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

test('whether the folder is locked can be seen from outside, and a killed process holds nothing', async () => {
  expect(isDataFolderLocked({ dataDir })).toBe(false);
  const holder = await holdElsewhere();
  const whileHeld = isDataFolderLocked({ dataDir });
  await holder.kill();
  expect(whileHeld).toBe(true);
  expect(isDataFolderLocked({ dataDir })).toBe(false);
});

test('it can be seen in the same process, too, and looking does not give the lock up', () => {
  const lock = lockDataFolder({ dataDir });
  expect(isDataFolderLocked({ dataDir })).toBe(true);
  expect(isDataFolderLocked({ dataDir })).toBe(true);
  expect(() => lockDataFolder({ dataDir })).toThrow(/Another gateway/);
  lock.release();
  expect(isDataFolderLocked({ dataDir })).toBe(false);
});

test('whoever only looks never keeps a gateway from starting', async () => {
  lockDataFolder({ dataDir }).release();
  const looker = await lookElsewhere();
  try {
    for (let round = 0; round < 300; round++) lockDataFolder({ dataDir }).release();
  } finally {
    await looker.kill();
  }
});
