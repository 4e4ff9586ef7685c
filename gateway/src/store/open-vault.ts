import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { type Vault, VaultError } from '../domain/vault.ts';

const FORMAT = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED_TEXT = /^[A-Za-z0-9_-]+$/;

/**
 * The vault of one installation. Two keys are derived from the master key, one to seal with and one as the pepper of key
 * digests, so that neither use can weaken the other.
 * Sealed text: `v1.` and base64url of nonce (12 bytes), ciphertext, tag (16 bytes).
 *
 * @throws VaultError if the master key has fewer than 32 bytes
 */
export function openVault({ masterKey }: { masterKey: Uint8Array }): Vault {
  if (masterKey.length < 32) throw new VaultError('the master key needs at least 32 bytes');
  const sealingKey = deriveKey({ masterKey, purpose: 'seal' });
  const pepper = deriveKey({ masterKey, purpose: 'pepper' });
  return {
    seal({ plaintext, binding }) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(binding, 'utf8'));
      const body = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${FORMAT}${body.toString('base64url')}`;
    },
    open({ sealed, binding }) {
      const body = readSealed(sealed);
      const nonce = body.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(binding, 'utf8'));
      decipher.setAuthTag(body.subarray(-TAG_BYTES));
      const plain = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([plain, decipher.final()]).toString('utf8');
      } catch {
        throw new VaultError('the sealed text does not belong to this master key, or was moved or changed');
      }
    },
    digest(secret) {
      return createHmac('sha256', pepper).update(secret).digest('hex');
    },
  };
}

// A KeyObject, not bytes: node prepares it once, which makes a digest six times as fast.
function deriveKey({ masterKey, purpose }: { masterKey: Uint8Array; purpose: 'seal' | 'pepper' }) {
  return createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, 'latentkit', `latentkit/${purpose}/v1`, 32)));
}

function readSealed(sealed: string): Buffer {
  const text = sealed.slice(FORMAT.length);
  if (!sealed.startsWith(FORMAT) || !SEALED_TEXT.test(text))
    throw new VaultError('not a sealed text of a known format');
  const body = Buffer.from(text, 'base64url');
  if (body.length < NONCE_BYTES + TAG_BYTES) throw new VaultError('the sealed text is too short');
  return body;
}
