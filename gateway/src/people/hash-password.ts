import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { GatewayError } from '../domain/gateway-error.ts';

/** As RFC 7914 names them. Memory in bytes: 128 · blockSize · 2^logRounds. */
export interface ScryptCost {
  readonly logRounds: number;
  readonly blockSize: number;
  readonly parallel: number;
}

/** 32 MiB and about a third of a second: one of the settings that OWASP's password storage page recommends (2025). */
export const SCRYPT_COST: ScryptCost = { logRounds: 15, blockSize: 8, parallel: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Each one takes 32 MiB and a processor. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 64;

export interface PasswordHasher {
  /** `scrypt$15$8$3$salt$hash`, the last two in base64url. */
  hash(password: string): Promise<string>;
  /** False as well for a hash that is none. */
  verify(input: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

/** @throws GatewayError gateway_overloaded where too many wait already */
export function createPasswordHasher({
  cost = SCRYPT_COST,
}: {
  readonly cost?: ScryptCost | undefined;
}): PasswordHasher {
  const inTurn = createTurns();
  const derive = (input: { password: string; salt: Uint8Array; cost: ScryptCost }) => inTurn(() => deriveKey(input));
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const key = await derive({ password, salt, cost });
      const { logRounds, blockSize, parallel } = cost;
      return ['scrypt', logRounds, blockSize, parallel, salt.toString('base64url'), key.toString('base64url')].join(
        '$',
      );
    },
    async verify({ hash, password }) {
      const parsed = parseHash(hash);
      if (parsed === undefined) return false;
      return timingSafeEqual(await derive({ password, ...parsed }), parsed.key);
    },
  };
}

function deriveKey({
  password,
  salt,
  cost,
}: {
  password: string;
  salt: Uint8Array;
  cost: ScryptCost;
}): Promise<Buffer> {
  const rounds = 2 ** cost.logRounds;
  // The same text may be typed as different code points.
  const text = password.normalize('NFKC');
  const options = {
    N: rounds,
    r: cost.blockSize,
    p: cost.parallel,
    maxmem: 256 * rounds * cost.blockSize,
  };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

const hashSchema = z.tuple([
  z.literal('scrypt'),
  z.coerce.number().int().min(1).max(20),
  z.coerce.number().int().min(1).max(32),
  z.coerce.number().int().min(1).max(16),
  z.string().min(1),
  z.string().min(1),
]);

function parseHash(hash: string): { cost: ScryptCost; salt: Buffer; key: Buffer } | undefined {
  const parsed = hashSchema.safeParse(hash.split('$'));
  if (!parsed.success) return undefined;
  const [, logRounds, blockSize, parallel, salt, key] = parsed.data;
  const keyBytes = Buffer.from(key, 'base64url');
  if (keyBytes.length !== HASH_BYTES) return undefined;
  return { cost: { logRounds, blockSize, parallel }, salt: Buffer.from(salt, 'base64url'), key: keyBytes };
}

/** Runs a few at once, the others in the order in which they came. */
function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= MOST_AT_ONCE) {
      if (waiting.length >= MOST_WAITING) throw new GatewayError('gateway_overloaded', { retryAfterMs: 5_000 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running++;
    try {
      return await work();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
