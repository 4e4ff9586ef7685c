import type { FetchJson } from '../domain/fetch-json.ts';
import { callUpstream, type UpstreamCall } from './upstream-call.ts';
import type { UpstreamPools } from './upstream-pools.ts';

const WITHIN_MS = 10_000;
const MOST_BYTES = 1_048_576;

type Answer = Awaited<ReturnType<FetchJson>>;
type Question = Parameters<FetchJson>[0];

/**
 * Asks for JSON over the same guarded connections as everything else that leaves the gateway. Redirects are not followed.
 * `purpose` names the pool: nothing else shares its connections.
 */
export function createJsonClient({
  pools,
  purpose,
}: {
  readonly pools: UpstreamPools;
  readonly purpose: string;
}): FetchJson {
  return (question) => new Promise<Answer>((resolve, reject) => ask({ pools, purpose, question, resolve, reject }));
}

function ask({
  pools,
  purpose,
  question: { url: address, method, headers, body },
  resolve,
  reject,
}: {
  readonly pools: UpstreamPools;
  readonly purpose: string;
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}): void {
  const url = new URL(address);
  const dispatcher = pools.for({ origin: url.origin, credentialId: purpose, trusted: false });
  const chunks: Buffer[] = [];
  let status = 0;
  let bytes = 0;
  const call: UpstreamCall = callUpstream(
    {
      dispatcher,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { accept: 'application/json', ...headers },
      body,
      maxInflatedBytes: MOST_BYTES,
    },
    {
      onHeaders: (head) => {
        status = head.status;
      },
      onData: (chunk) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) call.abort('the answer is too long');
        else chunks.push(chunk);
      },
      onEnd: () => {
        clearTimeout(timer);
        try {
          resolve({ status, json: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
        } catch {
          reject(new Error(`the answer (${status}) is no JSON`));
        }
      },
      onError: (fault) => {
        clearTimeout(timer);
        reject(fault);
      },
    },
  );
  const timer = setTimeout(() => call.abort('the time is over'), WITHIN_MS);
}
