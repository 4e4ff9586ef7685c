import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { createEgressGuard, EgressBlockedError, type ResolveAll } from './egress-guard.ts';

const resolveTo =
  (...answers: string[][]): ResolveAll =>
  (_hostname, _options, callback) => {
    const answer = answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? []);
    callback(
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };

const createGuard = (options: { allow?: string[]; resolve?: ResolveAll; ownAddresses?: string[] } = {}) =>
  createEgressGuard({ allow: [], ownAddresses: ['203.0.114.9'], ...options });

const lookUp = (guard: ReturnType<typeof createGuard>, hostname: string): Promise<LookupAddress[] | Error> =>
  new Promise((resolve) => {
    guard.lookup(hostname, { all: true }, (error, addresses) => {
      if (error !== null) resolve(error);
      else resolve(typeof addresses === 'string' ? [{ address: addresses, family: 4 }] : addresses);
    });
  });

describe('a URL that a tenant may not name', () => {
  test.each([
    ['http://127.0.0.1', 'private_address'],
    ['http://127.1', 'private_address'],
    ['http://2130706433', 'private_address'],
    ['http://0x7f.1', 'private_address'],
    ['http://0x7f000001', 'private_address'],
    ['http://0177.0.0.1', 'private_address'],
    ['http://017700000001', 'private_address'],
    ['http://0', 'private_address'],
    ['http://127.0.0.1.', 'private_address'],
    ['http://%31%32%37.0.0.1', 'private_address'],
    ['http://１２７.０.０.１', 'private_address'],
    ['http://10.0.0.1', 'private_address'],
    ['http://172.16.5.4', 'private_address'],
    ['http://192.168.1.1', 'private_address'],
    ['http://100.64.0.1', 'private_address'],
    ['http://100.100.100.200', 'private_address'],
    ['http://169.254.169.254', 'private_address'],
    ['http://169.254.170.2', 'private_address'],
    ['http://192.0.0.192', 'private_address'],
    ['http://198.18.0.1', 'private_address'],
    ['http://224.0.0.1', 'private_address'],
    ['http://240.0.0.1', 'private_address'],
    ['http://255.255.255.255', 'private_address'],
    ['http://[::]', 'private_address'],
    ['http://[::1]', 'private_address'],
    ['http://[::ffff:7f00:1]', 'private_address'],
    ['http://[::ffff:169.254.169.254]', 'private_address'],
    ['http://[::127.0.0.1]', 'private_address'],
    ['http://[::ffff:0:127.0.0.1]', 'private_address'],
    ['http://[64:ff9b::a9fe:a9fe]', 'private_address'],
    ['http://[64:ff9b:1::7f00:1]', 'private_address'],
    ['http://[2002:7f00:1::]', 'private_address'],
    ['http://[2001:0:7f00:1::]', 'private_address'],
    ['http://[fd00:ec2::254]', 'private_address'],
    ['http://[fe80::1]', 'private_address'],
    ['http://[fec0::1]', 'private_address'],
    ['http://[ff02::1]', 'private_address'],
    ['http://[4000::1]', 'private_address'],
    ['http://203.0.114.9', 'own_address'],
    ['http://localhost', 'local_name'],
    ['http://LOCALHOST.', 'local_name'],
    ['http://ⓛocalhost', 'local_name'],
    ['http://foo.localhost', 'local_name'],
    ['http://postgres', 'local_name'],
    ['http://host.docker.internal', 'local_name'],
    ['http://api.default.svc.cluster.local', 'local_name'],
    ['http://metadata.google.internal', 'local_name'],
    ['http://metadata.google.internal.', 'local_name'],
    ['https://user@api.example.com', 'userinfo'],
    ['https://:secret@api.example.com', 'userinfo'],
    ['https://api.example.com@127.0.0.1', 'userinfo'],
    ['https://api.example.com\\@127.0.0.1', 'malformed_url'],
    ['https://api.exa\tmple.com', 'malformed_url'],
    ['https://api.example.com\n', 'malformed_url'],
    ['https://api.example.com/a b', 'malformed_url'],
    ['https://', 'malformed_url'],
    ['not a url', 'malformed_url'],
    ['http://api.example.com:22', 'port'],
    ['http://api.example.com:25', 'port'],
    ['http://api.example.com:5432', 'port'],
    ['http://api.example.com:6379', 'port'],
    ['http://api.example.com:0', 'port'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://api.example.com', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['unix:/var/run/docker.sock', 'scheme'],
    ['ws://api.example.com', 'scheme'],
  ])('%s is refused: %s', (url, reason) => {
    expect(createGuard().checkUrl(url)).toEqual({ ok: false, reason });
  });

  test.each([
    'https://api.openai.com/v1',
    'http://8.8.8.8:8080',
    'https://[2606:4700::1111]/',
    'https://xn--bcher-kva.example',
  ])('%s may be named', (url) => {
    expect(createGuard().checkUrl(url)).toEqual({ ok: true, url: new URL(url) });
  });
});

describe('a name is judged by every address it has', () => {
  test.each([
    ['10-0-0-1.nip.io', ['10.0.0.1']],
    ['mixed.example.com', ['93.184.216.34', 'fd00::1']],
    ['mapped.example.com', ['::ffff:127.0.0.1']],
    ['own.example.com', ['203.0.114.9']],
  ])('%s is refused', async (hostname, addresses) => {
    const guard = createGuard({ resolve: resolveTo(addresses) });
    expect(guard.checkUrl(`https://${hostname}`).ok).toBe(true);
    expect(await lookUp(guard, hostname)).toBeInstanceOf(EgressBlockedError);
  });

  test('the checked addresses are the ones handed to the connection', async () => {
    const guard = createGuard({ resolve: resolveTo(['93.184.216.34', '2606:4700::1111']) });
    expect(await lookUp(guard, 'api.example.com')).toEqual([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  test('a caller that wants one address gets the first', async () => {
    const guard = createGuard({ resolve: resolveTo(['93.184.216.34']) });
    const answer = await new Promise((resolve) => {
      guard.lookup('api.example.com', {}, (error, address, family) => resolve({ error, address, family }));
    });
    expect(answer).toEqual({ error: null, address: '93.184.216.34', family: 4 });
  });

  test('a name that turns private later is refused later: every connection is judged anew', async () => {
    const guard = createGuard({ resolve: resolveTo(['93.184.216.34'], ['127.0.0.1']) });
    expect(await lookUp(guard, 'rebind.example.com')).toHaveLength(1);
    expect(await lookUp(guard, 'rebind.example.com')).toBeInstanceOf(EgressBlockedError);
  });

  test('a name without an address, and a failing resolver, are errors', async () => {
    expect(await lookUp(createGuard({ resolve: resolveTo([]) }), 'none.example.com')).toMatchObject({
      code: 'ENOTFOUND',
    });
    const failing: ResolveAll = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('x'), { code: 'EAI_AGAIN' }), []);
    expect(await lookUp(createGuard({ resolve: failing }), 'api.example.com')).toMatchObject({ code: 'EAI_AGAIN' });
  });

  test('a local name is refused before anybody is asked', async () => {
    const resolve: ResolveAll = () => {
      throw new Error('asked');
    };
    expect(await lookUp(createGuard({ resolve }), 'metadata.google.internal')).toBeInstanceOf(EgressBlockedError);
  });
});

describe('what the operator allows', () => {
  test('an allowed range, and nothing beside it', () => {
    const guard = createGuard({ allow: ['192.168.7.0/24', 'fd12::/16', '10.1.1.1'] });
    expect(guard.checkUrl('http://192.168.7.20:11434').ok).toBe(true);
    expect(guard.checkUrl('http://[fd12::5]:8000').ok).toBe(true);
    expect(guard.checkUrl('http://10.1.1.1').ok).toBe(true);
    expect(guard.checkUrl('http://[::ffff:10.1.1.1]').ok).toBe(true);
    expect(guard.checkUrl('http://10.1.1.2').ok).toBe(false);
    expect(guard.checkUrl('http://192.168.8.1').ok).toBe(false);
    expect(guard.checkUrl('http://127.0.0.1').ok).toBe(false);
  });

  test('local names pass only then, and only to allowed addresses', async () => {
    const inside = createGuard({ allow: ['172.18.0.0/16'], resolve: resolveTo(['172.18.0.3']) });
    expect(inside.checkUrl('http://ollama:11434').ok).toBe(true);
    expect(await lookUp(inside, 'ollama')).toHaveLength(1);
    const outside = createGuard({ allow: ['172.18.0.0/16'], resolve: resolveTo(['172.19.0.3']) });
    expect(await lookUp(outside, 'ollama')).toBeInstanceOf(EgressBlockedError);
  });

  test('never the names of metadata services', () => {
    const guard = createGuard({ allow: ['0.0.0.0/0'] });
    expect(guard.checkUrl('http://metadata.google.internal')).toEqual({ ok: false, reason: 'local_name' });
  });

  test('an entry that is no address stops the start', () => {
    expect(() => createGuard({ allow: ['10.0.0.0/99'] })).toThrow(/10\.0\.0\.0\/99/);
    expect(() => createGuard({ allow: ['ollama'] })).toThrow(TypeError);
  });
});
