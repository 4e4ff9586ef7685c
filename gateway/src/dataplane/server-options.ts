import type { Allowance } from '../domain/allowance.ts';
import type { KeyId } from '../domain/ids.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { Principal } from '../domain/route.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';

export interface ServerOptions {
  readonly deps: PipelineDeps;
  readonly maxBodyBytes: number;
  /** Origins that may call from a browser; empty by default. */
  readonly allowedOrigins: readonly string[];
  /** Proxies whose X-Forwarded-For is believed, as addresses or CIDRs. */
  readonly trustedProxies: readonly string[];
  /** Why new work is refused at the moment: shutting down. */
  readonly isShuttingDown: () => boolean;
  readonly ready: () => boolean;
  readonly latestRequestOf: (keyId: KeyId) => Promise<RequestRecord | undefined>;
  readonly allowanceOf: (principal: Principal) => Promise<Allowance>;
}
