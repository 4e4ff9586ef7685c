import type { Behaviour, RecordedRequest } from '../fake-upstream/behaviour.ts';
import type { DialectId, MatrixDialect } from './matrix-dialects.ts';

/** Whether the caller has seen content when the fault strikes. Of an answer that comes whole: whether a part of it came. */
export type Moment = 'before' | 'after';
export type Call = 'stream' | 'whole';

/** Where a cell's first attempt goes. All but the first are upstreams of their own. */
export type FaultyUpstream =
  | 'scripted'
  | 'refusing'
  | 'self_signed'
  | 'expired'
  | 'no_such_name'
  | 'resolver_fails'
  | 'resolver_hangs';

/** What a fault is, which decides what the caller must see: the table of rules is `expected-end.ts`. */
export type FaultKind =
  /** The answer is good, however odd its form. */
  | 'harmless'
  /** The upstream's own failure. */
  | 'upstream'
  /** The task itself is refused: no other attempt is asked. */
  | 'task'
  /** The attempt goes on until the deadline of the request. */
  | 'endless';

export interface FaultInput {
  readonly dialect: MatrixDialect;
  readonly call: Call;
  readonly request: RecordedRequest;
}

export interface Fault {
  /** The promise's number in the list of reliability promises: 'F4'. */
  readonly id: string;
  readonly name: string;
  readonly kind: FaultKind;
  readonly moments: readonly Moment[];
  readonly calls: readonly Call[];
  /** All of them unless said. */
  readonly dialects?: readonly DialectId[];
  readonly upstream?: FaultyUpstream;
  /** Nothing but a timer ends it: the first attempt gets short ones. */
  readonly waits?: true;
  /** Several must all end alike. */
  readonly variants: (at: Place) => readonly Variant[];
  /** How the log's reason for the failed attempt must begin: its class, with a detail where that is ours. */
  readonly reason?: string | ((at: Place) => string);
}

export interface Place {
  readonly moment: Moment;
  readonly call: Call;
  readonly dialect: MatrixDialect;
}

/** What the first attempt's upstream does. */
export type Variant = (input: FaultInput) => Behaviour;
