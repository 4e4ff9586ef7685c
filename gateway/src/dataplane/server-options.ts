import type { Allowance } from '../domain/allowance.ts';
import type { ControlPlane } from '../domain/control-plane.ts';
import type { KeyId } from '../domain/ids.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { Principal } from '../domain/route.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import type { UsageAnswer } from '../usage/answer-usage.ts';
import type { UsageFormat, UsageReader } from '../usage/read-usage-query.ts';
import type { RunningRequests } from './running-requests.ts';

/** Bounds that only tests shorten. */
export interface ServerTimings {
  /** Silence in a stream after which a comment shows that it still lives. */
  readonly heartbeatMs: number;
  /** A client that takes none of the bytes that wait for it is cut after this. */
  readonly stalledClientMs: number;
  /** A request must have come whole after so long; its head after a quarter of it. */
  readonly requestMs: number;
}

export const SERVER_TIMINGS: ServerTimings = { heartbeatMs: 15_000, stalledClientMs: 60_000, requestMs: 120_000 };

/** What happened, also what happened a moment ago and is not in the database yet. */
export interface RequestLogReader {
  find(requestId: string): Promise<RequestRecord | undefined>;
  /** Requests of the same workspace before this one, newest first: a bounded number. */
  before(record: RequestRecord): Promise<readonly RequestRecord[]>;
}

export interface UsageQuestion {
  readonly parameters: Iterable<readonly [name: string, value: string]>;
  readonly reader: UsageReader;
  readonly usualFormat: UsageFormat;
}

export interface ServerOptions {
  readonly deps: PipelineDeps;
  readonly maxBodyBytes: number;
  /** Origins that may call from a browser; empty by default. */
  readonly allowedOrigins: readonly string[];
  /** Proxies whose X-Forwarded-For is believed, as addresses or CIDRs. */
  readonly trustedProxies: readonly string[];
  /** Why new work is refused at the moment: shutting down. */
  readonly isShuttingDown: () => boolean;
  readonly running: RunningRequests;
  readonly timings: ServerTimings;
  readonly ready: () => boolean;
  /** The operator's own token (`lkadm_…`); undefined: nobody comes in with one. */
  readonly adminToken: string | undefined;
  /** Made for this start, and kept in the data folder: opens what the operator's token opens, from this machine only. */
  readonly localToken: string;
  /** Undefined: this process serves tasks only. */
  readonly control: ControlPlane | undefined;
  /** A page of docs/errors as HTML, by its name without `.md`. Undefined: it is not there. */
  readonly errorPage: (name: string) => Promise<string | undefined>;
  readonly requestLog: RequestLogReader;
  /** One report after the other. @throws GatewayError for a question that makes no sense, or where too many wait */
  readonly usage: (question: UsageQuestion) => Promise<UsageAnswer>;
  readonly latestRequestOf: (keyId: KeyId) => Promise<RequestRecord | undefined>;
  readonly allowanceOf: (query: {
    readonly principal: Principal;
    /** Undefined where somebody else asks. */
    readonly clientIp: string | undefined;
  }) => Promise<Allowance>;
}
