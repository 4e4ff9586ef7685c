import { describe, expect, test } from 'vitest';
import { EXIT } from '../cli/cli-error.ts';
import { readSettings, SettingsError } from './read-settings.ts';

const BAD = ['99999', '-1', '80.5', 'http', ''];

describe('the port', () => {
  test.each(BAD)('%j as a flag is a wrong command line, which ends with 2', (port) => {
    const read = () => readSettings({ env: {}, flags: { port } });
    expect(read).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
    expect(read).toThrow(/^--port .* is no number from 0 to 65535\.$/);
  });

  test('that a variable gives and nobody can listen on is named by the variable', () => {
    expect(() => readSettings({ env: { LATENTKIT_PORT: '99999' }, flags: {} })).toThrow(
      'LATENTKIT_PORT is "99999", which is no number from 0 to 65535.',
    );
  });

  test('is that of the flag, of the variable, or 4747', () => {
    const env = { LATENTKIT_PORT: '5000' };
    expect(readSettings({ env, flags: { port: '6000' } }).port).toBe(6000);
    expect(readSettings({ env, flags: {} }).port).toBe(5000);
    expect(readSettings({ env: {}, flags: {} }).port).toBe(4747);
  });
});

const read = (REDIS_URL: string) => readSettings({ env: { REDIS_URL }, flags: {} }).redisUrl;

describe('REDIS_URL', () => {
  test.each(['redis://localhost', 'redis://:word@10.0.0.1:6380/2', 'rediss://user:word@cache.example.com:6379'])(
    '%s is taken as it is',
    (url) => expect(read(url)).toBe(url),
  );

  test('set to nothing is not set', () => expect(read(' ')).toBeUndefined());

  test.each(['localhost:6379', 'http://localhost', 'redis:', 'secret-word'])(
    '%s is refused without being repeated',
    (url) => {
      const refusal = (() => {
        try {
          return read(url);
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toBeInstanceOf(SettingsError);
      expect(String(refusal)).toContain('REDIS_URL must be like redis://');
      expect(String(refusal)).not.toContain('secret-word');
    },
  );
});
