import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { displayOfKey, generateKeySecret, parseKeySecret } from './key-secret.ts';

const fixed = (count: number) => new Uint8Array(count).fill(0xff);

test('a secret is its prefix and 32 random bytes in base64url', () => {
  expect(generateKeySecret({ kind: 'live', randomBytes: fixed })).toBe(`lk_live_${'_'.repeat(42)}8`);
  expect(generateKeySecret({ kind: 'test', randomBytes: fixed })).toMatch(/^lk_test_.{43}$/);
  expect(generateKeySecret({ kind: 'ide', randomBytes: fixed })).toMatch(/^lkia_.{43}$/);
});

test('every generated secret is well-formed and says its kind', () => {
  for (let turn = 0; turn < 100; turn++) {
    expect(parseKeySecret(generateKeySecret({ kind: 'live', randomBytes }))).toEqual({ ok: true, kind: 'live' });
    expect(parseKeySecret(generateKeySecret({ kind: 'test', randomBytes }))).toEqual({ ok: true, kind: 'test' });
    expect(parseKeySecret(generateKeySecret({ kind: 'ide', randomBytes }))).toEqual({ ok: true, kind: 'ide' });
  }
});

test.each([
  [`lk_live_${'a'.repeat(24)}`, true],
  [`lk_test_${'Z9_-'.repeat(6)}`, true],
  [`lk_live_${'a'.repeat(248)}`, true],
  [`lk_live_${'a'.repeat(249)}`, false],
  [`lkia_${'a'.repeat(24)}`, true],
  [`lkia_${'a'.repeat(23)}`, false],
  [`lkib_${'a'.repeat(24)}`, false],
  [`lk_live_${'a'.repeat(23)}`, false],
  [`lk_live_${'a'.repeat(24)} `, false],
  [`lk_live_${'a'.repeat(24)}\n`, false],
  [`lk_live_${'é'.repeat(24)}`, false],
  [`lk_prod_${'a'.repeat(24)}`, false],
  [`LK_LIVE_${'a'.repeat(24)}`, false],
  [`xlk_live_${'a'.repeat(24)}`, false],
  ['', false],
  ['sk-something-else-entirely-000000', false],
])('%j is well-formed: %s', (text, ok) => {
  expect(parseKeySecret(text).ok).toBe(ok);
});

test('what is displayed tells keys apart and gives none away', () => {
  expect(displayOfKey('lk_live_ab12345678901234567890123456wxyz')).toBe('lk_live_ab12…wxyz');
  expect(displayOfKey('lk_test_ab12345678901234567890123456wxyz')).toBe('lk_test_ab12…wxyz');
  expect(displayOfKey('lkia_ab12345678901234567890123456wxyz')).toBe('lkia_ab12…wxyz');
});
