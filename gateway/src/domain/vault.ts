/** Secrets at rest and the digests of keys, both under the installation's master key. */
export interface Vault {
  /**
   * Seals with AES-256-GCM and a fresh nonce. `binding` (row id, version, host …) is authenticated but not stored: a
   * sealed text that is moved to another row, or whose host was changed, doesn't open any more.
   */
  seal(input: { readonly plaintext: string; readonly binding: string }): string;
  /** @throws VaultError if the text was not sealed by this master key for this binding */
  open(input: { readonly sealed: string; readonly binding: string }): string;
  /** HMAC-SHA-256 of a whole API key with a pepper that is derived from the master key, hex. */
  digest(secret: string): string;
}

export class VaultError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'VaultError';
  }
}
