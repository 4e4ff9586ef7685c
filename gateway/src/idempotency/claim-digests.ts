import type { OnceAsked, StoredClaim } from '../domain/idempotency.ts';
import type { Vault } from '../domain/vault.ts';

/**
 * What the store tells requests apart by. Digests under the installation's own key: who reads the database can neither see
 * an Idempotency-Key, nor try out which body it was.
 */
export function claimDigests({ asked, vault }: { asked: OnceAsked; vault: Pick<Vault, 'digest'> }): StoredClaim {
  const { keyId, endpoint, idempotencyKey, bodyDigest, requestId } = asked;
  return {
    id: vault.digest(`idempotent request\0${keyId}\0${endpoint}\0${idempotencyKey}`),
    fingerprint: vault.digest(`idempotent body\0${bodyDigest}`),
    requestId,
  };
}
