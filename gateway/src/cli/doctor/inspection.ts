import type { UpstreamTransport } from '../../domain/upstream.ts';

/** What can be seen of an installation from outside, without opening its database. */
export interface Inspection {
  readonly nodeVersion: string;
  readonly dataDir: string;
  readonly database: 'sqlite' | 'postgres';
  /** The newest step of the schema that this program knows. */
  readonly schema: string;
  readonly masterKeyFrom: 'environment' | 'file';
  /** Free bytes where the data folder lies; undefined where that cannot be found out. */
  readonly freeBytes: number | undefined;
  /** Bytes of the journal's files; a running gateway keeps the newest of them open. */
  readonly journalBytes: number;
  /** A file with what no database took. */
  readonly rejectedFile: string | undefined;
  /** Whether a gateway holds the data folder. */
  readonly gatewayRuns: boolean;
  readonly host: string;
  readonly egressAllow: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly hasAdminToken: boolean;
  /** Why the guard would refuse an address; undefined: it would not. */
  whyNotReachable(url: string): string | undefined;
  /** Why the Redis that rate limits are shared in cannot be used; nothing: it can. Undefined: there is to be none. */
  readonly askRedis: (() => Promise<string | undefined>) | undefined;
  /** Calls providers as the gateway does. */
  openTransport(): { readonly transport: UpstreamTransport; close(): Promise<void> };
}
