import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isSqliteBusy } from './is-sqlite-busy.ts';
import { StoreError } from './store-error.ts';

const LOCK_FILE = 'gateway.lock';
/** For people only: who holds the lock. Apart from the lock itself, since closing a file can give up its locks. */
const OWNER_FILE = 'gateway.pid';

/** A command that looks whether the lock is held has it for a moment itself. */
const LOOKED_AT_MS = 200;

/** Kept here, since a lock that nobody refers to is closed, and with that given up, by the garbage collector. */
const held = new Set<DatabaseSync>();

export interface DataFolderLock {
  release(): void;
}

/**
 * Makes sure that one gateway at a time serves from a data folder. Commands beside it need no lock.
 *
 * The lock is SQLite's lock on an empty database of its own: the operating system gives it up when the process ends,
 * however it ends, and it holds between containers that share the folder. A process id in a file does neither: ids are
 * used again, and every container has a process 1.
 *
 * @throws StoreError if another gateway runs on the folder
 */
export function lockDataFolder({ dataDir }: { dataDir: string }): DataFolderLock {
  const lock = takeLock({ dataDir });
  held.add(lock);
  const owner = join(dataDir, OWNER_FILE);
  writeFileSync(owner, `${process.pid} on ${hostname()}\n`, { mode: 0o600 });
  return {
    release() {
      rmSync(owner, { force: true });
      held.delete(lock);
      lock.close();
    },
  };
}

/** Whether a gateway serves from a data folder now. A file that one left behind when it was killed does not count. */
export function isDataFolderLocked({ dataDir }: { dataDir: string }): boolean {
  const file = join(dataDir, LOCK_FILE);
  if (!existsSync(file)) return false;
  let look: DatabaseSync | undefined;
  try {
    look = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    look.prepare('select count(*) from sqlite_schema').get();
    return false;
  } catch (error) {
    return isSqliteBusy(error);
  } finally {
    look?.close();
  }
}

function takeLock({ dataDir }: { dataDir: string }): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(dataDir, LOCK_FILE), { timeout: LOOKED_AT_MS });
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock?.close();
    if (!isSqliteBusy(error)) {
      const message = `The data folder ${dataDir} cannot be locked: it must be writable, on a local disk.`;
      throw new StoreError(message, { cause: error });
    }
    throw new StoreError(
      `Another gateway is running on the data folder ${dataDir}${describeOwner({ dataDir })}. ` +
        'Stop it first, or start this one with --data and another folder.',
    );
  }
}

function describeOwner({ dataDir }: { dataDir: string }): string {
  try {
    return ` (process ${readFileSync(join(dataDir, OWNER_FILE), 'utf8').trim()})`;
  } catch {
    return '';
  }
}
