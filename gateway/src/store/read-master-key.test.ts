import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MasterKeyError } from './master-key-error.ts';
import { readMasterKey } from './read-master-key.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const fromEnvironment = (environmentValue: string) => readMasterKey({ environmentValue, dataDir });
const fromFile = () => readMasterKey({ environmentValue: undefined, dataDir });

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof MasterKeyError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a key from the environment', () => {
  const bytes = randomBytes(32);

  test.each([
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
    ['hexadecimal', bytes.toString('hex')],
    ['hexadecimal in upper case', bytes.toString('hex').toUpperCase()],
    ['base64 with a line end', `${bytes.toString('base64')}\n`],
  ])('is read from %s', (_, value) => {
    expect(fromEnvironment(value)).toEqual({ masterKey: bytes, file: undefined, generated: false });
  });

  test('goes before the file, and makes none', () => {
    fromEnvironment(bytes.toString('base64'));
    expect(() => statSync(join(dataDir, 'master.key'))).toThrow();
  });

  test.each([
    ['too short', randomBytes(31).toString('base64')],
    ['half a byte too much', `${bytes.toString('hex')}a`],
    ['a passphrase', 'correct horse battery staple and then some more'],
  ])('is refused when it is %s, with the way to make one', (_, value) => {
    expect(messageOf(() => fromEnvironment(value))).toMatch(/^LATENTKIT_MASTER_KEY must be.*openssl rand -base64 32$/);
  });

  test.each([
    ['zeros', '0'.repeat(64)],
    ['one digit after the other', '0123456789abcdef'.repeat(4)],
    ['counting bytes', Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('base64')],
    ['words in base64', Buffer.from('the quick brown fox jumps over the lazy dog').toString('base64')],
    ['a placeholder', `changeme${bytes.toString('base64url')}0`],
    ['few different bytes', Buffer.from('01234567'.repeat(8)).toString('hex')],
  ])('is refused when it is guessable: %s', (_, value) => {
    const message = messageOf(() => fromEnvironment(value));
    expect(message).toMatch(/not random enough.*openssl rand -base64 32$/);
    expect(message).not.toContain(value);
  });

  test('that openssl would make is never refused', () => {
    for (let turn = 0; turn < 2_000; turn++) {
      const value = randomBytes(32);
      expect(fromEnvironment(value.toString('base64')).masterKey).toEqual(value);
    }
  });
});

describe('a key from the data folder', () => {
  test('is made on the first start, for its owner only, and read on the next', () => {
    const first = fromFile();
    expect(first.generated).toBe(true);
    expect(first.masterKey).toHaveLength(32);
    expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600);
    expect(fromFile()).toEqual({ ...first, generated: false });
  });

  test('an empty variable counts as none', () => {
    expect(fromEnvironment('').file).toBe(join(dataDir, 'master.key'));
  });

  test.each([0o640, 0o604, 0o660, 0o644])('is refused when others can reach it (mode %o), with the fix', (mode) => {
    fromFile();
    chmodSync(join(dataDir, 'master.key'), mode);
    expect(messageOf(fromFile)).toContain(`chmod 600 ${join(dataDir, 'master.key')}`);
  });

  test('is never replaced, however damaged it is', () => {
    writeFileSync(join(dataDir, 'master.key'), 'cut off', { mode: 0o600 });
    expect(messageOf(fromFile)).toContain('master.key must be at least 32 random bytes');
    expect(readFileSync(join(dataDir, 'master.key'), 'utf8')).toBe('cut off');
  });

  test('in a folder that is not there yet makes the folder, for its owner only', () => {
    const nested = join(dataDir, 'new', 'data');
    readMasterKey({ environmentValue: undefined, dataDir: nested });
    expect(statSync(nested).mode & 0o777).toBe(0o700);
  });
});
