import type {
  ConnectionDefinition,
  Definitions,
  KeyDefinition,
  RouteDefinition,
  RouteSpec,
  WorkspaceDefinition,
} from './definitions.ts';
import type { ConnectionId, KeyId, RouteId, WorkspaceId } from './ids.ts';
import type { RequestRecord } from './request-record.ts';

/** The durable store: embedded SQLite or Postgres behind one port, with one contract test for both. */
export interface Store {
  /** Changes whenever definitions were written, by this process or another. Cheap: it is polled. */
  definitionsVersion(): Promise<string>;
  /** Everything that a snapshot is made of, read in one transaction. */
  readDefinitions(): Promise<Definitions>;
  /** All writes of `work` become visible together, or none. */
  write<Result>(work: (writes: DefinitionWrites) => Promise<Result>): Promise<Result>;
  /** Idempotent by request id: what is appended twice, is there once. */
  appendRequests(records: readonly RequestRecord[]): Promise<void>;
  findRequest(query: { readonly requestId: string }): Promise<RequestRecord | undefined>;
  /** Newest first; `beforeId` pages on (ids sort by time), `afterId` follows. */
  listRequests(query: RequestQuery): Promise<readonly RequestRecord[]>;
  /** Sum of settled costs since a moment, nano-dollars: what budgets start from after a restart. */
  spentSince(query: {
    readonly scope: { readonly keyId: string } | { readonly routeId: string } | { readonly workspaceId: string };
    readonly sinceMs: number;
  }): Promise<number>;
  readSetting(name: string): Promise<string | undefined>;
  writeSetting(setting: { readonly name: string; readonly value: string }): Promise<void>;
  close(): Promise<void>;
}

export interface RequestQuery {
  readonly workspaceId?: WorkspaceId | undefined;
  readonly keyId?: KeyId | undefined;
  readonly outcome?: RequestRecord['outcome'] | undefined;
  readonly beforeId?: string | undefined;
  readonly afterId?: string | undefined;
  readonly limit: number;
}

export interface DefinitionWrites {
  /** The definitions as this transaction sees them. */
  read(): Promise<Definitions>;
  saveWorkspace(workspace: WorkspaceDefinition): Promise<void>;
  saveConnection(connection: ConnectionDefinition): Promise<void>;
  removeConnection(id: ConnectionId): Promise<void>;
  saveRoute(route: Omit<RouteDefinition, 'published'>): Promise<void>;
  /** Adds the next version and makes it the published one. Earlier versions stay, unchanged. */
  publishRoute(publication: {
    readonly routeId: RouteId;
    readonly spec: RouteSpec;
    readonly publishedAtMs: number;
  }): Promise<number>;
  removeRoute(id: RouteId): Promise<void>;
  saveKey(key: KeyDefinition): Promise<void>;
  removeKey(id: KeyId): Promise<void>;
}
