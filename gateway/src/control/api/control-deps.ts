import type { CircuitState } from '../../domain/circuit-report.ts';
import type { ConnectionChecks } from '../../domain/connection-check.ts';
import type { Definitions, RouteDefinition, RouteSpec, WebhookDefinition } from '../../domain/definitions.ts';
import type { FailureClass } from '../../domain/failure.ts';
import type { AnswerClaims } from '../../domain/idempotency.ts';
import type { ConnectionId, IdSource } from '../../domain/ids.ts';
import type { DeliverMail } from '../../domain/mail.ts';
import type { ModelCatalogue } from '../../domain/model-catalogue.ts';
import type { People } from '../../domain/people.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import type { RouteTest } from '../../domain/release.ts';
import type { ContentAnswer, ContentAnswerState, RequestContent } from '../../domain/request-content.ts';
import type { AttemptRecord, RequestRecord } from '../../domain/request-record.ts';
import type { Store } from '../../domain/store.ts';
import type { Vault } from '../../domain/vault.ts';
import type { WebhookTest } from '../../domain/webhook.ts';
import type { ProviderAdapter } from '../../providers/provider-adapter.ts';
import type { UsageAnswer } from '../../usage/answer-usage.ts';
import type { UsageFormat, UsageReader } from '../../usage/read-usage-query.ts';
import type { SnapshotProblem } from '../compile-connection.ts';
import type { RouteTrial } from '../releases/run-route-tests.ts';
import type { FindReferenceScript } from './api-reference.ts';
import type { OutgoingLimit } from './outgoing-limit.ts';

/** What the acts of the control plane work with. */
export interface ControlDeps {
  readonly store: Store;
  readonly vault: Vault;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  /** Loaded when first needed: it is large. */
  readonly catalogue: () => Promise<ModelCatalogue>;
  /** As the store has them at this moment. Cheap: kept until they change. */
  readonly definitions: () => Promise<Definitions>;
  /** How a release does with tests: `plan` calls nobody, `sandbox` has the sandbox answer, `live` costs what it costs. */
  readonly tryRelease: (release: {
    readonly mode: 'plan' | 'sandbox' | 'live';
    readonly definitions: Definitions;
    readonly route: RouteDefinition;
    readonly spec: RouteSpec;
  }) => Promise<(test: RouteTest) => Promise<RouteTrial>>;
  /** What a logged request would meet on a release; undefined where the log does not say what it needed. */
  readonly planRecorded: (query: {
    readonly definitions: Definitions;
    readonly route: RouteDefinition;
    readonly spec: RouteSpec;
    readonly record: RequestRecord;
  }) => Promise<
    | {
        readonly profile: string;
        readonly attempts: readonly PlannedAttempt[];
        readonly skipped: readonly (PlannedAttempt & { readonly reason: string })[];
      }
    | undefined
  >;
  /** Runs what a logged request said through a release: it is called, charged and recorded. Never streamed. */
  readonly replayContent: (replay: {
    readonly definitions: Definitions;
    readonly route: RouteDefinition;
    readonly spec: RouteSpec;
    /** Undefined: a draft. */
    readonly version: number | undefined;
    readonly content: RequestContent;
    /** The logged one. */
    readonly requestId: string;
  }) => Promise<ContentReplay | 'unreadable'>;
  /** Resolves when everything that requests have left by now is in the store. @throws Error where the store is behind */
  readonly journalCaughtUp: () => Promise<void>;
  /** What this process knows of the installation at this moment. */
  readonly installationNow: (asked: { readonly definitions: Definitions }) => Promise<{
    readonly startedAtMs: number;
    readonly database: 'sqlite' | 'postgres';
    /** Version of the definitions that it serves requests by. */
    readonly servedVersion: string;
    readonly problems: readonly SnapshotProblem[];
    readonly resting: readonly {
      readonly connection: string;
      readonly model: string;
      readonly routes: readonly string[];
      readonly state: string;
      readonly untilMs: number | undefined;
    }[];
  }>;
  /** Why a request of a workspace went as it did, as `diagnoseRequest` answers it; undefined where the log has none of this id. */
  readonly diagnosisOf: (query: {
    readonly requestId: string;
    readonly workspaceId: string;
  }) => Promise<{ readonly request_id: string; readonly summary: string } | undefined>;
  /** What the routes of a workspace use, as this process sees it at this moment. */
  readonly circuitsOf: (query: { readonly workspaceId: string }) => readonly CircuitOfRoutes[];
  /** One report after the other. @throws GatewayError for a question that makes no sense, or where too many wait */
  readonly usage: (question: {
    readonly parameters: Iterable<readonly [name: string, value: string]>;
    readonly reader: UsageReader;
    readonly usualFormat: UsageFormat;
  }) => Promise<UsageAnswer>;
  readonly people: People;
  /** Awaited between two pieces of work of a few milliseconds: requests are served meanwhile. */
  readonly pause: () => Promise<void>;
  /** Undefined: this installation sends no mail. */
  readonly deliverMail: DeliverMail | undefined;
  /** Where people reach the gateway, for links: without a slash at its end. */
  readonly publicUrl: string;
  /** Posts a message to see whether it is taken. Through the guard of outgoing connections; never rejects. */
  readonly testWebhook: (webhook: WebhookDefinition) => Promise<WebhookTest>;
  /** For `Idempotency-Key` on what creates something. */
  readonly answerClaims: AnswerClaims;
  /** Draws the page `/docs/api`. */
  readonly referenceScript: FindReferenceScript;
  /** How often acts may call elsewhere. */
  readonly outgoing: OutgoingLimit;
  /** Asks providers whether a connection works. */
  readonly checks: ConnectionChecks;
}

/** A model of a connection. Times are ISO 8601. */
export interface CircuitOfRoutes {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly model: string;
  /** Names of those that use it. */
  readonly routes: readonly string[];
  readonly state: CircuitState;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly lastFailure: { readonly class: FailureClass; readonly at: string } | undefined;
  readonly failures: number;
  readonly underWay: number;
  readonly firstContentMs: number | undefined;
  readonly wholeAnswerMs: number | undefined;
}

export interface PlannedAttempt {
  /** 1-based place in the route. */
  readonly attempt: number;
  readonly connection: string;
  readonly model: string;
}

/** What became of a logged request that was run once more. */
export interface ContentReplay {
  /** Of its own record. */
  readonly requestId: string;
  readonly outcome: 'answered' | 'failed' | 'cut' | 'cancelled';
  readonly answerState: ContentAnswerState;
  readonly answer: ContentAnswer | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly costNanoUsd: number | undefined;
  readonly attempts: readonly AttemptRecord[];
}
