import type { FailureClass } from './failure.ts';

/** `probe`: the circuit's pause is over, and one request may try. `cooling`: the provider asked to be left alone. */
export const CIRCUIT_STATES = ['closed', 'open', 'probe', 'cooling'] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];

/** What is known of one circuit. All but its state is undefined, and no failure counted, where it is closed. */
export interface CircuitReport {
  readonly state: CircuitState;
  /** When its trouble began, ms since the epoch: failed probes since then are part of it. */
  readonly sinceMs: number | undefined;
  /** When a request may try again, ms since the epoch; undefined where one may already. */
  readonly untilMs: number | undefined;
  /** Failures that made and kept the trouble. */
  readonly failures: number;
  readonly lastFailure: { readonly failureClass: FailureClass; readonly atMs: number } | undefined;
}
