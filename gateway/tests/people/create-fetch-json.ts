import type { FetchJson } from '../../src/domain/fetch-json.ts';

const WITHIN_MS = 10_000;
const MOST_BYTES = 1_048_576;

/** Over whatever fetches: its connections may be guarded. */
export function createFetchJson({ fetch }: { readonly fetch: typeof globalThis.fetch }): FetchJson {
  return async ({ url, method, headers, body }) => {
    const answer = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
      ...(body === undefined ? undefined : { body }),
    });
    return { status: answer.status, json: JSON.parse(await readBounded(answer)) };
  };
}

async function readBounded(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
