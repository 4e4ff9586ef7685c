import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PERIOD_MS = 30_000;

/** More than one request takes, also on a busy machine. */
const ENOUGH_MS = 3_000;

/**
 * The code of the period before, so that the present one is not used up: each counts once. A code is taken for one period
 * more, so this waits where that is nearly over.
 */
export async function earlierCodeOf(uri: unknown): Promise<string> {
  const leftMs = PERIOD_MS - (Date.now() % PERIOD_MS);
  if (leftMs < ENOUGH_MS) await wait(leftMs);
  return codeOf(uri, { periods: -1 });
}

/** What an authenticator app shows for the address of a QR code (RFC 6238). */
export function codeOf(uri: unknown, { periods = 0 }: { readonly periods?: number } = {}): string {
  const secret = new URL(String(uri)).searchParams.get('secret') ?? '';
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / PERIOD_MS) + periods));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
