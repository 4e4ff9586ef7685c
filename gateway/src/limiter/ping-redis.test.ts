import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { findRedis, startTestRedis } from '../../tests/support/start-test-redis.ts';
import { pingRedis } from './ping-redis.ts';

const redis = findRedis();

describe('whether Redis can be used', () => {
  test.runIf(redis.found)(
    'is yes for a server that takes scripts',
    async () => {
      if (!redis.found) return;
      const server = await startTestRedis(redis);
      expect(await pingRedis({ url: server.url })).toBeUndefined();
      expect(await pingRedis({ url: server.url.replace('//', '//nobody:wrong-word@') })).toBe(
        'it refuses the user name or password',
      );
      await server.stop();
    },
    30_000,
  );

  test('is told without the address where nothing listens', async () => {
    expect(await pingRedis({ url: 'redis://:a-password@127.0.0.1:1' })).toBe('nothing listens there');
  });

  test('is told within a few seconds where something else listens', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await pingRedis({ url: `redis://127.0.0.1:${port}` })).toBe('it does not answer');
    silent.close();
  }, 10_000);
});
