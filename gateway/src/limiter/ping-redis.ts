import { Redis } from 'ioredis';

const ANSWER_WITHIN_MS = 1_000;

/**
 * Whether a server is there that takes scripts, which shared rate limits need. Leaves nothing behind.
 * Undefined: it does. Otherwise why not, without the address, which may hold a password.
 */
export async function pingRedis({ url }: { url: string }): Promise<string | undefined> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_WITHIN_MS,
    commandTimeout: ANSWER_WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let failure: unknown;
  redis.on('error', (error) => {
    failure = error;
  });
  try {
    await redis.connect();
    await redis.eval('return 1', 0);
    return undefined;
  } catch (error) {
    return reasonOf(failure ?? error);
  } finally {
    redis.disconnect();
  }
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name cannot be resolved',
  ETIMEDOUT: 'it does not answer',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it does not answer';
  if ('code' in error && typeof error.code === 'string' && error.code in CODES) return CODES[error.code] ?? error.code;
  if (/NOAUTH|WRONGPASS/.test(error.message)) return 'it refuses the user name or password';
  if (/unknown command|NOPERM/.test(error.message)) return 'it does not take scripts (EVAL)';
  return 'it does not answer';
}
