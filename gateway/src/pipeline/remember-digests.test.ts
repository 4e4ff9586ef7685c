import { expect, test } from 'vitest';
import { rememberDigests } from './remember-digests.ts';

test('a digest is made once for a key on a connection, and anew for another key or another connection', () => {
  const made: string[] = [];
  const hasher = rememberDigests((secret) => {
    made.push(secret);
    return `digest of ${secret}`;
  });
  const [one, other] = [{}, {}];
  const ask = (secret: string, connection: object) => hasher.digest({ secret, connection });
  expect([ask('a', one), ask('a', one), ask('b', one), ask('b', other), ask('a', one)]).toEqual([
    'digest of a',
    'digest of a',
    'digest of b',
    'digest of b',
    'digest of a',
  ]);
  expect(made).toEqual(['a', 'b', 'b', 'a']);
});
