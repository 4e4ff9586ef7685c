import { expect, test } from 'vitest';
import { sessionOf } from './session-of.ts';

const KEY = 'key_01jx';

test('a route that is not sticky has no sessions', () => {
  expect(sessionOf({ stickyBy: 'none', keyId: KEY, user: 'u' })).toBeUndefined();
});

test('by key: all requests of a key are one session, whoever their user is', () => {
  const session = sessionOf({ stickyBy: 'key', keyId: KEY, user: 'u' });
  expect(session).toBe(sessionOf({ stickyBy: 'key', keyId: KEY, user: undefined }));
  expect(session).not.toBe(sessionOf({ stickyBy: 'key', keyId: 'key_02', user: 'u' }));
});

test('by user: a user is one session with one key, and a request without a user is of none', () => {
  const session = sessionOf({ stickyBy: 'user', keyId: KEY, user: 'u' });
  expect(session).toBe(sessionOf({ stickyBy: 'user', keyId: KEY, user: 'u' }));
  expect(session).not.toBe(sessionOf({ stickyBy: 'user', keyId: 'key_02', user: 'u' }));
  expect(session).not.toBe(sessionOf({ stickyBy: 'user', keyId: KEY, user: 'v' }));
  expect(sessionOf({ stickyBy: 'user', keyId: KEY, user: undefined })).toBeUndefined();
  expect(sessionOf({ stickyBy: 'user', keyId: KEY, user: '' })).toBeUndefined();
});

test('100,000 users are as many sessions', () => {
  const sessions = Array.from({ length: 100_000 }, (_, index) =>
    sessionOf({ stickyBy: 'user', keyId: KEY, user: `user-${index}` }),
  );
  expect(new Set(sessions).size).toBe(100_000);
});
