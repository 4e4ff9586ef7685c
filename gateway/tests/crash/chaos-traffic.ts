import { parseUsd } from '../../src/domain/money.ts';

/** One key for each route: its own account pays, or credits do. */
export const CHAOS_KEYS = [
  { name: 'own', secret: 'lk_live_chaos_own_0123456789abcdefgh' },
  { name: 'house', secret: 'lk_live_chaos_house_0123456789abcdef' },
] as const;

/** A request whose answer came to its end: a whole body, or a stream's end marker, or an error. */
export interface Acknowledged {
  readonly requestId: string;
  /** What the answer says that it costs; undefined for an error. */
  readonly costNanoUsd: number | undefined;
}

/** Sends one request of a random kind. Undefined: no whole answer came back. */
export async function sendOne({
  url,
  random,
}: {
  url: string;
  random: () => number;
}): Promise<Acknowledged | undefined> {
  const key = random() < 0.5 ? CHAOS_KEYS[0] : CHAOS_KEYS[1];
  const stream = random() < 0.4;
  try {
    const response = await fetch(`${url}/v1/chat`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key.secret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'count' }], max_tokens: 200, stream }),
    });
    const text = await response.text();
    const requestId = response.headers.get('X-LK-Request-ID');
    if (requestId === null || (stream && response.ok && !text.endsWith('data: [DONE]\n\n'))) return undefined;
    return { requestId, costNanoUsd: response.ok ? costOf(text) : undefined };
  } catch {
    return undefined;
  }
}

function costOf(text: string): number | undefined {
  const [, usd] = /"cost":\{"usd":"([0-9.]+)"/.exec(text) ?? [];
  return usd === undefined ? undefined : parseUsd(usd);
}
