import type { KeyKind } from './route.ts';

export const KEY_PREFIXES: Readonly<Record<KeyKind, string>> = { live: 'lk_live_', test: 'lk_test_', ide: 'lkia_' };
// 24 characters: what a secret that an operator writes into a config file must have at least.
const KEY_TEXT = /^(?:lk_live_|lk_test_|lkia_)[A-Za-z0-9_-]{24,248}$/;
const LONGEST_KEY = 256;

/** A new secret: `lk_live_`, `lk_test_` or `lkia_`, and 32 random bytes in base64url (43 characters). */
export function generateKeySecret(order: {
  readonly kind: KeyKind;
  readonly randomBytes: (count: number) => Uint8Array;
}): string {
  return `${KEY_PREFIXES[order.kind]}${Buffer.from(order.randomBytes(32)).toString('base64url')}`;
}

export type ParsedKeySecret = { readonly ok: true; readonly kind: KeyKind } | { readonly ok: false };

/** Tells a well-formed secret from a malformed one, without looking it up. At most 256 characters. */
export function parseKeySecret(text: string): ParsedKeySecret {
  if (text.length > LONGEST_KEY || !KEY_TEXT.test(text)) return { ok: false };
  return { ok: true, kind: kindOf(text) };
}

/** `lk_live_ab12…wxyz`: enough to recognise a well-formed secret, useless to anybody else. */
export function displayOfKey(secret: string): string {
  const prefix = KEY_PREFIXES[kindOf(secret)];
  return `${prefix}${secret.slice(prefix.length, prefix.length + 4)}…${secret.slice(-4)}`;
}

function kindOf(secret: string): KeyKind {
  if (secret.startsWith(KEY_PREFIXES.ide)) return 'ide';
  return secret.startsWith(KEY_PREFIXES.test) ? 'test' : 'live';
}
