/** Texts that mean something to a database, a template, a header, a shell, a path or a parser somewhere. */
export const HOSTILE_TEXTS: readonly string[] = [
  `' OR '1'='1`,
  `'; DROP TABLE api_keys; --`,
  `" OR ""="`,
  `1; DELETE FROM workspaces`,
  `') UNION SELECT sealed_credential FROM connections --`,
  `\\'; SELECT pg_sleep(5); --`,
  `%' ESCAPE '!`,
  '$1',
  '?',
  ':name',
  '{"$ne": null}',
  '{"$where": "sleep(5000)"}',
  '[$gt]',
  '%s%s%n',
  '{{7*7}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: some template engine would fill it in
  '${7*7}',
  '<script>alert(1)</script>',
  `=cmd|' /C calc'!A0`,
  'a\r\nX-Injected: yes',
  'a\nSet-Cookie: injected=yes',
  '%0d%0aX-Injected:%20yes',
  'a"; filename="injected.exe',
  '\u202etxt.exe',
  '＇ OR ＇1＇=＇1',
  '\ufeffx',
  'a\u2028b\u0085c',
  'a\u0000b',
  '%00',
  '\ud800',
  'a\udc00b',
  '../../etc/passwd',
  '..%2f..%2f',
  '//evil.example',
  '__proto__',
  'constructor',
  '-1',
  '1e309',
  '0000-00-00T00:00:00Z',
  '9999999999999999999999',
  '',
  'x'.repeat(10_000),
];

/** What one database takes and another refuses, or the wire loses: enough for the second database. */
export const UNSTORABLE_TEXTS: readonly string[] = [
  `'; DROP TABLE api_keys; --`,
  '$1',
  'a\u0000b',
  '\ud800',
  'a\udc00b',
  'a\u2028b',
  '\u{10ffff}',
  'x'.repeat(10_000),
];

/** Longer than any field, shorter than any body may be. */
export const MEGABYTE = 'x'.repeat(1_000_000);

/** For an address: a lone surrogate, which the wire can't carry, as the bytes that it would have been. */
export function asPathPart(text: string): string {
  return [...text].map((one) => (one.isWellFormed() ? encodeURIComponent(one) : '%ED%A0%80')).join('');
}
