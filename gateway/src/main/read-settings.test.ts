import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from './read-settings.ts';

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
