import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MasterKeyError } from './master-key-error.ts';
import { parseMasterKey } from './parse-master-key.ts';

const FILE_NAME = 'master.key';

export interface MasterKey {
  readonly masterKey: Uint8Array;
  /** Undefined where the key came from the environment. */
  readonly file: string | undefined;
  /** True when the file was made just now: tell the operator to keep a copy apart from the database. */
  readonly generated: boolean;
}

/**
 * The installation's master key: from the environment where it is set, else from `master.key` in the data folder, which
 * is made on the first start (mode 0600).
 *
 * @throws MasterKeyError if the key is weak or damaged, or the file can be read by anybody but its owner
 */
export function readMasterKey(source: {
  /** The value of LATENTKIT_MASTER_KEY. */
  readonly environmentValue: string | undefined;
  readonly dataDir: string;
}): MasterKey {
  const { environmentValue, dataDir } = source;
  if (environmentValue !== undefined && environmentValue.trim() !== '') {
    const masterKey = parseMasterKey({ text: environmentValue, from: 'LATENTKIT_MASTER_KEY' });
    return { masterKey, file: undefined, generated: false };
  }
  const file = join(dataDir, FILE_NAME);
  const generated = generateFile({ file, dataDir });
  return { masterKey: readKeyFile(file), file, generated };
}

function generateFile({ file, dataDir }: { file: string; dataDir: string }): boolean {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  let descriptor: number;
  try {
    // `wx`: of two first starts at the same moment one writes, the other reads what it wrote.
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw new MasterKeyError(`${file} cannot be written. Make the data folder writable, or set LATENTKIT_MASTER_KEY.`, {
      cause: error,
    });
  }
  try {
    writeSync(descriptor, `${randomBytes(32).toString('base64')}\n`);
    // Losing this file loses every stored credential: it must be on the disk before anything is sealed with it.
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  chmodSync(file, 0o600);
  return true;
}

function readKeyFile(file: string): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new MasterKeyError(`${file} cannot be read by this user.`, { cause: error });
  }
  try {
    // Windows has no such mode bits.
    if (process.platform !== 'win32' && (fstatSync(descriptor).mode & 0o077) !== 0) {
      throw new MasterKeyError(`${file} can be read by other users. Fix it with: chmod 600 ${file}`);
    }
    return parseMasterKey({ text: readFileSync(descriptor, 'utf8'), from: file });
  } finally {
    closeSync(descriptor);
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
