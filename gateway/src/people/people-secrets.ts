import type { Vault } from '../domain/vault.ts';

/** What cookies are signed with, and second factors sealed: from the master key, so that there is nothing to configure. */
export function cookieSecretOf(vault: Pick<Vault, 'digest'>): string {
  return vault.digest('people/secret/v1');
}

/** What is stored of a session's token. */
export function digestOfSession({
  vault,
  token,
}: {
  readonly vault: Pick<Vault, 'digest'>;
  readonly token: string;
}): string {
  return vault.digest(`people/session/${token}`);
}
