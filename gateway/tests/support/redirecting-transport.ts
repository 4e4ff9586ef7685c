import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { UpstreamTransport } from '../../src/domain/upstream.ts';
import { createEgressGuard } from '../../src/net/egress-guard.ts';
import { createHttpTransport } from '../../src/net/http-transport.ts';
import { createUpstreamPools } from '../../src/net/upstream-pools.ts';

/** Names that fail to resolve, each in its way. All others are looked up as ever. */
export const FAILING_NAMES = {
  'no-such-name.test': 'ENOTFOUND',
  'resolver-fails.test': 'EAI_AGAIN',
  'resolver-hangs.test': undefined,
} as const;

const CONNECT_TIMEOUT_MS = 2_000;

export interface RedirectingTransport extends AsyncDisposable {
  readonly transport: UpstreamTransport;
}

/**
 * The gateway's own transport, with other servers behind some origins (`https://api.example` → `http://127.0.0.1:1234`):
 * for what a provider does only at its own address, which no test can be at. Without `origins` only names fail.
 */
export function createRedirectingTransport({
  origins = new Map(),
}: {
  origins?: ReadonlyMap<string, string>;
} = {}): RedirectingTransport {
  const pools = createUpstreamPools({
    guard: createEgressGuard({ allow: [] }),
    lookup: failingLookup,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  });
  const real = createHttpTransport({ pools });
  return {
    transport: {
      call: (request, handlers) =>
        real.call({ ...request, origin: origins.get(request.origin) ?? request.origin }, handlers),
    },
    [Symbol.asyncDispose]: () => pools.close(),
  };
}

const failingLookup: LookupFunction = (hostname, options, callback) => {
  if (!isFailing(hostname)) {
    dns.lookup(hostname, options, callback);
    return;
  }
  const code = FAILING_NAMES[hostname];
  const error = Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code, hostname });
  if (code !== undefined) queueMicrotask(() => callback(error, []));
};

function isFailing(hostname: string): hostname is keyof typeof FAILING_NAMES {
  return Object.hasOwn(FAILING_NAMES, hostname);
}
