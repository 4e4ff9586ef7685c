import type { Person } from './people.ts';
import type { PeopleStore } from './people-store.ts';
import type { Vault } from './vault.ts';

/** How long a link that sets a new password works. */
export const RESET_LINK_MS = 3_600_000;

/** What is stored of a secret in a link. */
export function digestOfLink({
  vault,
  identifier,
}: {
  readonly vault: Pick<Vault, 'digest'>;
  readonly identifier: string;
}) {
  return vault.digest(`people/link/${identifier}`);
}

/** Makes the link with which somebody sets a new password: once. Links that were made for them before count no more. */
export async function makeResetLink({
  store,
  vault,
  person,
  publicOrigin,
  randomBytes,
  nowMs,
}: {
  readonly store: Pick<PeopleStore, 'addResetToken'>;
  readonly vault: Pick<Vault, 'digest'>;
  readonly person: Pick<Person, 'id'>;
  readonly publicOrigin: string;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly nowMs: number;
}): Promise<{ readonly url: string }> {
  const token = Buffer.from(randomBytes(32)).toString('base64url');
  const digest = digestOfLink({ vault, identifier: `reset-password:${token}` });
  await store.addResetToken({ personId: person.id, digest, expiresAtMs: nowMs + RESET_LINK_MS, nowMs });
  // After the #: a browser keeps that to itself, so that no log between here and there has it.
  return { url: `${publicOrigin}/reset-password#${token}` };
}
