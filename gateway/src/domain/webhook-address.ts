/** A webhook's address without its path: many receivers know their callers by a secret in it. */
export function webhookAddress(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return pathname === '/' && search === '' ? origin : `${origin}/…`;
}
