import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VaultError } from '../domain/vault.ts';
import { openVault } from './open-vault.ts';

const masterKey = Buffer.from(hkdfSync('sha256', 'a key for tests', '', '', 32));
const vault = openVault({ masterKey });

describe('sealing', () => {
  test('any text opens again under its own binding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, binding) => {
        expect(vault.open({ sealed: vault.seal({ plaintext, binding }), binding })).toBe(plaintext);
      }),
    );
  });

  test('another binding opens nothing', () => {
    const sealed = vault.seal({ plaintext: 'sk-provider', binding: 'row-1' });
    expect(() => vault.open({ sealed, binding: 'row-2' })).toThrow(VaultError);
  });

  test('another master key opens nothing', () => {
    const other = openVault({ masterKey: Buffer.from(hkdfSync('sha256', 'another key', '', '', 32)) });
    const sealed = other.seal({ plaintext: 'sk-provider', binding: 'row' });
    expect(() => vault.open({ sealed, binding: 'row' })).toThrow(VaultError);
  });

  test('a change of any single byte is noticed', () => {
    const body = Buffer.from(vault.seal({ plaintext: 'sk-provider', binding: 'row' }).slice(3), 'base64url');
    for (let at = 0; at < body.length; at++) {
      const changed = Buffer.from(body);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const sealed = `v1.${changed.toString('base64url')}`;
      expect(() => vault.open({ sealed, binding: 'row' })).toThrow(VaultError);
    }
  });

  test('what is no sealed text is refused as such, whatever it is', () => {
    const whole = vault.seal({ plaintext: '', binding: 'row' });
    for (const sealed of ['', 'v1.', 'v2.AAAA', 'sk-plain', `${whole}!`, whole.slice(0, 20), whole.slice(3)]) {
      expect(() => vault.open({ sealed, binding: 'row' })).toThrow(VaultError);
    }
  });

  test('the same text never looks the same twice, and does not show', () => {
    const seals = Array.from({ length: 200 }, () => vault.seal({ plaintext: 'sk-provider', binding: 'row' }));
    expect(new Set(seals).size).toBe(200);
    expect(new Set(seals.map((sealed) => sealed.slice(0, 19))).size).toBe(200);
    expect(Buffer.from(seals[0]?.slice(3) ?? '', 'base64url').includes('sk-provider')).toBe(false);
  });
});

describe('digests', () => {
  test('are HMAC-SHA-256 under a pepper that depends on the master key only', () => {
    const pepper = Buffer.from(hkdfSync('sha256', masterKey, 'latentkit', 'latentkit/pepper/v1', 32));
    const digest = createHmac('sha256', pepper).update('lk_live_some-key').digest('hex');
    expect(vault.digest('lk_live_some-key')).toBe(digest);
    expect(openVault({ masterKey }).digest('lk_live_some-key')).toBe(digest);
  });

  test('the sealing key is another one', () => {
    const sealingKey = Buffer.from(hkdfSync('sha256', masterKey, 'latentkit', 'latentkit/seal/v1', 32));
    expect(vault.digest('x')).not.toBe(createHmac('sha256', sealingKey).update('x').digest('hex'));
  });
});

test('a short master key is refused', () => {
  expect(() => openVault({ masterKey: new Uint8Array(31) })).toThrow(VaultError);
});
