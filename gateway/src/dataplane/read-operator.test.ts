import { describe, expect, test } from 'vitest';
import { isOperator } from './read-operator.ts';

const LOCAL = `lkadm_${'l'.repeat(43)}`;
const ADMIN = `lkadm_${'a'.repeat(43)}`;

interface Asked {
  readonly token: string | undefined;
  readonly from?: string;
  readonly to?: string;
  readonly adminToken?: string | null;
}

const ask = ({ token, from = '127.0.0.1', to = '127.0.0.1', adminToken = ADMIN }: Asked) =>
  isOperator({
    request: {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      socket: { remoteAddress: from, localAddress: to },
    },
    options: { adminToken: adminToken ?? undefined, localToken: LOCAL },
  });

describe('the token of the data folder', () => {
  test.each([
    ['over loopback', '127.0.0.1', '127.0.0.1'],
    ['over loopback, version 6', '::1', '::1'],
    ['over loopback, on a socket for both', '::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['over loopback, to another address of this machine', '::ffff:127.0.0.1', '::ffff:192.0.2.7'],
    ['over an address of this machine', '192.0.2.7', '192.0.2.7'],
  ])('counts %s', (_name, from, to) => {
    expect(ask({ token: LOCAL, from, to })).toBe(true);
  });

  test.each([
    ['another machine', '192.0.2.9', '192.0.2.7'],
    ['another machine, on a socket for both', '::ffff:192.0.2.9', '::ffff:192.0.2.7'],
  ])('counts for nothing from %s', (_name, from, to) => {
    expect(() => ask({ token: LOCAL, from, to })).toThrow(
      expect.objectContaining({ code: 'invalid_api_key', detail: 'wrong_operator_token' }),
    );
  });
});

describe("the operator's token", () => {
  test('counts from everywhere', () => {
    expect(ask({ token: ADMIN, from: '192.0.2.9', to: '192.0.2.7' })).toBe(true);
  });

  test('is refused where the gateway has another one, or none', () => {
    expect(() => ask({ token: `${ADMIN}x` })).toThrow(expect.objectContaining({ detail: 'wrong_operator_token' }));
    expect(() => ask({ token: ADMIN, adminToken: null })).toThrow(
      expect.objectContaining({ code: 'not_found', detail: 'no_operator_token' }),
    );
  });
});

test('an API key, or nothing, is nobody’s operator', () => {
  expect(ask({ token: `lk_live_${'k'.repeat(30)}` })).toBe(false);
  expect(ask({ token: undefined })).toBe(false);
});
