import { describe, expect, test } from 'vitest';
import { credentialBinding } from './credential-binding.ts';

describe('what a credential is bound to', () => {
  const credential = { workspaceId: 'ws_1', connectionId: 'conn_1', credentialVersion: 1, host: 'api.example.com' };
  const binding = credentialBinding(credential);

  test.each([
    { workspaceId: 'ws_2' },
    { connectionId: 'conn_2' },
    { credentialVersion: 2 },
    { host: 'evil.example.com' },
    { host: 'api.example.com:8443' },
  ])('it is another binding after a change of %j', (change) => {
    expect(credentialBinding({ ...credential, ...change })).not.toBe(binding);
  });

  test('the case of a host name is none of its identity', () => {
    expect(credentialBinding({ ...credential, host: 'API.Example.com' })).toBe(binding);
  });

  test('no two credentials share a binding', () => {
    const one = credentialBinding({ ...credential, workspaceId: 'a","b', connectionId: 'c' });
    expect(one).not.toBe(credentialBinding({ ...credential, workspaceId: 'a', connectionId: 'b","c' }));
  });
});
