import type { LookupFunction } from 'node:net';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { EgressBlockedError, type EgressGuard } from './egress-guard.ts';

export interface UpstreamTarget {
  /** Scheme, host and port, as `URL.origin` gives them. */
  origin: string;
  credentialId: string;
  /** True only for a connection from the operator's own configuration file: it may point anywhere. */
  trusted: boolean;
}

export interface UpstreamPools {
  /** The pool of one credential at one origin, made on first use. Ask anew for every request; never keep it. */
  for(target: UpstreamTarget): Dispatcher;
  /** The credential changed: running requests finish on their connections, later ones get new connections. */
  evict(credentialId: string): Promise<void>;
  /** Closes pools that had no request for `idlePoolMs`. Runs by itself once a minute. */
  sweep(): void;
  /** Waits for running requests, then closes everything. */
  close(): Promise<void>;
  readonly size: number;
}

interface UpstreamPoolsOptions {
  guard: EgressGuard;
  /** Resolver of trusted targets; Node's own by default. Guarded ones always use the guard's. */
  lookup?: LookupFunction;
  /** Bound of one connection attempt, name resolution and TLS included. */
  connectTimeoutMs?: number;
  /** Bound of connections in one pool; more requests wait in its queue. */
  maxSockets?: number;
  maxPools?: number;
  idlePoolMs?: number;
  now?: () => number;
}

const SWEEP_EVERY_MS = 60_000;
const MAX_HEADER_BYTES = 32 * 1024;
// Servers that hint no keep-alive time: many small ones close after 5 s, public ones keep a connection for minutes, and
// a new one costs a TLS handshake there. A request on a connection that closes meanwhile is lost.
const KEEP_ALIVE_MS = { 'http:': 4_000, 'https:': 30_000 };

interface Entry {
  credentialId: string;
  pool: Pool;
  lastUsedMs: number;
}

/**
 * Connection pools, one for each credential, origin and level of trust: a connection never serves two credentials, so
 * that what a hostile upstream prepares on it can reach nobody else. HTTP/1.1 without pipelining, no redirects, TLS
 * always verified, no timers but the connection's.
 */
export function createUpstreamPools(options: UpstreamPoolsOptions): UpstreamPools {
  const { maxPools = 2_000, idlePoolMs = 300_000, now = Date.now } = options;
  const entries = new Map<string, Entry>();
  const closing = new Set<Promise<void>>();
  let isClosed = false;

  const retire = (key: string, { pool }: Entry): Promise<void> => {
    entries.delete(key);
    const closed = pool.close().finally(() => closing.delete(closed));
    closing.add(closed);
    return closed;
  };

  const retireWhere = (matches: (entry: Entry) => boolean): Promise<void>[] =>
    [...entries].filter(([, entry]) => matches(entry)).map(([key, entry]) => retire(key, entry));

  const makeRoom = (): void => {
    const [oldest] = [...entries].sort(([, a], [, b]) => a.lastUsedMs - b.lastUsedMs);
    if (oldest !== undefined) void retire(...oldest);
  };

  const sweep = (): void => {
    const before = now() - idlePoolMs;
    void retireWhere(({ pool, lastUsedMs }) => lastUsedMs < before && pool.stats.size === 0);
  };
  const timer = setInterval(sweep, SWEEP_EVERY_MS).unref();

  const open = (target: UpstreamTarget, key: string): Entry => {
    if (entries.size >= maxPools) makeRoom();
    const entry = { credentialId: target.credentialId, pool: openPool(target, options), lastUsedMs: now() };
    // After `close`, a request fails at once instead of opening a connection that nobody would close.
    if (isClosed) void entry.pool.close();
    else entries.set(key, entry);
    return entry;
  };

  return {
    for: (target) => {
      // An origin contains no space, so no two targets share a key.
      const key = `${target.trusted ? 'trusted' : 'guarded'} ${target.origin} ${target.credentialId}`;
      const entry = entries.get(key) ?? open(target, key);
      entry.lastUsedMs = now();
      return entry.pool;
    },
    evict: async (credentialId) => {
      await Promise.all(retireWhere((entry) => entry.credentialId === credentialId));
    },
    sweep,
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      void retireWhere(() => true);
      await Promise.all(closing);
    },
    get size() {
      return entries.size;
    },
  };
}

function openPool({ origin, trusted }: UpstreamTarget, options: UpstreamPoolsOptions): Pool {
  const { guard, lookup, connectTimeoutMs = 5_000, maxSockets = 4_096 } = options;
  const usedLookup = trusted ? lookup : guard.lookup;
  const connect = buildConnector({
    allowH2: false,
    // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED would change the default.
    rejectUnauthorized: true,
    timeout: connectTimeoutMs,
    ...(usedLookup === undefined ? {} : { lookup: usedLookup }),
  });
  const guarded: buildConnector.connector = (target, callback) => {
    // A literal address never reaches the look-up, so the whole origin is judged here, for every new connection.
    const verdict = guard.checkUrl(origin);
    if (verdict.ok) connect(target, callback);
    else queueMicrotask(() => callback(new EgressBlockedError({ address: origin, reason: verdict.reason }), null));
  };
  return new Pool(origin, {
    connect: trusted ? connect : guarded,
    connections: maxSockets,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: origin.startsWith('https:') ? KEEP_ALIVE_MS['https:'] : KEEP_ALIVE_MS['http:'],
  });
}
