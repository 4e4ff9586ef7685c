import type { RouteSpec } from './definitions.ts';
import type { RouteId } from './ids.ts';
import type { NanoUsd } from './money.ts';

/** One published version of a route. Never changed once it is there. */
export interface RouteVersion {
  readonly version: number;
  readonly spec: RouteSpec;
  readonly publishedAtMs: number;
  /** What its author said of it. */
  readonly note: string | undefined;
  /** Who published it, by name. Undefined for versions from before names were kept. */
  readonly publishedBy: string | undefined;
}

/** What is being worked on. At most one a route; requests never see it. */
export interface RouteDraft {
  readonly spec: RouteSpec;
  /** The version that was published when work on it began; undefined: none was. */
  readonly basedOnVersion: number | undefined;
  readonly updatedAtMs: number;
  readonly updatedBy: string | undefined;
}

/** Which version a shadow or a schedule means: one that is there, or a spec of its own. */
export type ChosenRelease = { readonly version: number } | { readonly spec: RouteSpec };

/** What a test of a route expects of the answer. All that is given must hold. */
export interface RouteTestExpectation {
  /** True: an attempt answers. False: the request is refused. */
  readonly answered?: boolean | undefined;
  /** An ability that the serving attempt must have. */
  readonly capability?: string | undefined;
  /** Upper and lower case are the same. Nothing answers in a dry run, so that it is not looked at there. */
  readonly textContains?: string | undefined;
}

/** A saved request that a version of a route is tried with. */
export interface RouteTest {
  readonly name: string;
  /** `/v1/chat`. */
  readonly endpoint: string;
  /** JSON, as a caller would send it. */
  readonly body: string;
  readonly expect: RouteTestExpectation;
  /** Where it fails, nothing is published. */
  readonly blocking: boolean;
}

/** What is kept of routes beside their definitions, which the data plane needs. */
export interface ReleaseStore {
  /** Newest first. */
  versions(query: {
    readonly routeId: RouteId;
    /** Versions below this one: pages on. */
    readonly beforeVersion?: number | undefined;
    readonly limit: number;
  }): Promise<readonly RouteVersion[]>;
  version(query: { readonly routeId: RouteId; readonly version: number }): Promise<RouteVersion | undefined>;
  draft(routeId: RouteId): Promise<RouteDraft | undefined>;
  tests(routeId: RouteId): Promise<readonly RouteTest[]>;
  /** Routes whose schedule is due and was not refused. Cheap: it is asked once a second. */
  due(query: { readonly nowMs: number }): Promise<readonly RouteId[]>;
  /** How each version did: oldest version first, what was served before what was only shadowed. */
  figures(query: {
    readonly routeId: RouteId;
    readonly fromMs: number;
    /** It no longer belongs to the span. */
    readonly toMs: number;
  }): Promise<readonly VersionFigures[]>;
}

/** What one version of a route did in a span of time. A request belongs to the moment in its id. */
export interface VersionFigures {
  /** 0: drafts. */
  readonly version: number;
  /** True: requests that were sent to it as to a shadow, and whose answers reached nobody. */
  readonly shadow: boolean;
  /** Without replayed answers, which no version made. */
  readonly requests: number;
  readonly answered: number;
  /** Failed, cut or interrupted. What its caller left is neither answered nor failed. */
  readonly failed: number;
  /** Of those that were answered or failed, 0 to 1; undefined where there are none. */
  readonly errorShare: number | undefined;
  /** Of answered requests, ms; undefined where there are none. */
  readonly latencyMs: Percentiles | undefined;
  /** Until the first content of streamed answers, ms. */
  readonly firstContentMs: Percentiles | undefined;
  /** What callers are charged, as far as it is known. */
  readonly costNanoUsd: NanoUsd;
  /** Answered requests whose price is not known. */
  readonly unpriced: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}
