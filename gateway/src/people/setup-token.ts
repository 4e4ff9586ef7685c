import { timingSafeEqual } from 'node:crypto';
import type { PeopleStore } from '../domain/people-store.ts';
import type { Vault } from '../domain/vault.ts';

export interface SetupToken {
  /** Undefined once the installation has somebody. */
  link(): Promise<string | undefined>;
  matches(token: string): boolean;
}

/** The secret that only the terminal shows: kept in memory, so that every start has another one. */
export function createSetupToken({
  store,
  vault,
  publicOrigin,
  randomBytes,
}: {
  readonly store: Pick<PeopleStore, 'isEmpty'>;
  readonly vault: Pick<Vault, 'digest'>;
  readonly publicOrigin: () => string;
  readonly randomBytes: (count: number) => Uint8Array;
}): SetupToken {
  const secret = Buffer.from(randomBytes(32)).toString('base64url');
  // Digests are of one length, whatever was typed.
  const digest = (token: string) => Buffer.from(vault.digest(`people/setup/${token}`));
  const wanted = digest(secret);
  return {
    link: async () => ((await store.isEmpty()) ? `${publicOrigin()}/setup#${secret}` : undefined),
    matches: (token) => timingSafeEqual(digest(token), wanted),
  };
}
