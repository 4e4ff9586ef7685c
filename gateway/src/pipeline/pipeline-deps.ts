import type { AnswerClaims } from '../domain/idempotency.ts';
import type { IdSource } from '../domain/ids.ts';
import type {
  Clock,
  Health,
  IncidentWatcher,
  Journal,
  KeyHasher,
  Ledger,
  Limiter,
  Load,
  Log,
  SnapshotSource,
} from '../domain/ports.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { UpstreamTransport } from '../domain/upstream.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import type { ContentKeeper } from './content-keeper.ts';
import type { KeyWatch } from './key-watch.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { DrainSlots } from './run-attempt.ts';
import type { ShadowOffers } from './shadow-offers.ts';
import type { StopSignal } from './stop-signal.ts';

/** Everything that the stages act through. Made once, in the composition root. */
export interface PipelineDeps {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Which data folder this process serves from. */
  readonly instance: string;
  readonly random: () => number;
  readonly snapshots: SnapshotSource;
  readonly keyHasher: KeyHasher;
  readonly keyWatch: KeyWatch;
  readonly limiter: Limiter;
  readonly ledger: Ledger;
  readonly health: Health;
  readonly incidents?: IncidentWatcher | undefined;
  readonly load: Load;
  readonly retryBudget: RetryBudget;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly transport: UpstreamTransport;
  readonly drains: DrainSlots;
  readonly stop: StopSignal;
  readonly journal: Journal;
  /** Undefined: nothing of what requests say is kept, whatever their workspace wants. */
  readonly contents?: ContentKeeper | undefined;
  readonly answerClaims: AnswerClaims;
  readonly log: Log;
  readonly sandbox: Sandbox;
  /** Undefined: nothing is sent to candidates. */
  readonly shadows?: ShadowOffers | undefined;
  /** For tests: told of each place where a request may be interrupted, and may throw there. */
  readonly checkpoint?: ((place: string) => void) | undefined;
}

/** What answers `lk_test_` keys, whatever their route names. */
export interface Sandbox {
  readonly target: AttemptTarget;
  /** An error that the last user message asks for by a documented trigger text, thrown before any attempt. */
  gatewayError(text: string): Error | undefined;
  /** Whether the text asks for an answer that breaks off and is continued by a second attempt. */
  resumes(text: string): boolean;
}
