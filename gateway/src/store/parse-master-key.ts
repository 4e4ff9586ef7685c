import { MasterKeyError } from './master-key-error.ts';

const HOW_TO_MAKE_ONE = 'Make one with: openssl rand -base64 32';
const HEX = /^[0-9a-f]+$/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const SHORTEST_KEY_BYTES = 32;
// 32 random bytes have fewer than 16 different values less often than once in 10^17 keys.
const FEWEST_DIFFERENT_BYTES = 16;
const PLACEHOLDERS = /change.?me|password|example|default|latentkit|master.?key|secret.?key/i;

/**
 * Reads a master key: at least 64 hexadecimal characters, or base64 (either alphabet) of at least 32 bytes.
 * Passphrases are refused: stretching them would only hide how little they are worth.
 *
 * @param from names the origin in messages, such as `LATENTKIT_MASTER_KEY`
 * @throws MasterKeyError with what is wrong and how to make a good one; the message never repeats the value
 */
export function parseMasterKey({ text, from }: { text: string; from: string }): Uint8Array {
  const trimmed = text.trim();
  const bytes = decode(trimmed);
  if (bytes === undefined || bytes.length < SHORTEST_KEY_BYTES) {
    throw new MasterKeyError(
      `${from} must be at least 32 random bytes, written in base64 or as 64 hexadecimal characters. ${HOW_TO_MAKE_ONE}`,
    );
  }
  if (PLACEHOLDERS.test(trimmed) || isGuessable(bytes)) {
    throw new MasterKeyError(`${from} is not random enough: anybody could guess it. ${HOW_TO_MAKE_ONE}`);
  }
  return bytes;
}

// Hexadecimal first: 64 of its characters are well-formed base64 too.
function decode(text: string): Uint8Array | undefined {
  if (HEX.test(text) && text.length >= 64) return text.length % 2 === 0 ? Buffer.from(text, 'hex') : undefined;
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function isGuessable(bytes: Uint8Array): boolean {
  return new Set(bytes).size < FEWEST_DIFFERENT_BYTES || isProgression(bytes) || isPlainText(bytes);
}

/** 00 01 02 …, or any other row of equal steps. */
function isProgression(bytes: Uint8Array): boolean {
  const step = (at: number) => ((bytes[at] ?? 0) - (bytes[at - 1] ?? 0)) & 255;
  return bytes.every((_, at) => at < 2 || step(at) === step(1));
}

/** Words in base64 are still words. */
function isPlainText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
