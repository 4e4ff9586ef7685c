import type { CircuitReport } from '../domain/circuit-report.ts';
import type { FailureClass } from '../domain/failure.ts';
import type { Health, Log, TargetFailure } from '../domain/ports.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';
import { createRollingCount, type RollingCount } from './rolling-count.ts';

/** So many failures in a row, however far apart, open a circuit. */
const FAILURES_IN_A_ROW = 5;
/** So many outcomes within the window are enough to judge by their share of failures. */
const MINIMUM_OUTCOMES = 10;
/** More than this share of failures opens a circuit. */
const FAILURE_SHARE = 0.5;
/** The window over which the share is taken, ms. */
const WINDOW_MS = 30_000;
const WINDOW_SLOTS = 10;
/** The first pause, ms. Each opening that follows soon after the last one doubles it. */
const FIRST_PAUSE_MS = 30_000;
/** No pause grows past this, ms (jitter not counted). */
const LONGEST_PAUSE_MS = 300_000;
/** A pause is up to this share longer, so that several gateways don't all probe at the same moment. */
const JITTER_SHARE = 0.1;
/** A circuit that stayed closed for this long starts with the first pause again, ms. */
const FORGIVEN_AFTER_MS = 300_000;
/** A probe that reports nothing for this long is given up, and the next request may try, ms. */
const PROBE_LEASE_MS = 60_000;
/** Counts of a target that nobody used for this long are dropped, ms. */
const IDLE_AFTER_MS = 600_000;

interface Circuit {
  failuresInARow: number;
  readonly successes: RollingCount;
  readonly failures: RollingCount;
  /** Openings that count towards the next pause. */
  openings: number;
  closedAtMs: number;
  usedAtMs: number;
}

/** Exists only for a target that is, or lately was, left alone. */
interface Trouble {
  readonly sinceMs: number;
  failures: number;
  lastFailure: { readonly failureClass: FailureClass; readonly atMs: number } | undefined;
  /** End of the pause. Undefined: the circuit is closed. */
  openUntilMs: number | undefined;
  coolUntilMs: number;
  /** Until then one request is trying the target. */
  probeUntilMs: number;
}

const CLOSED = Object.freeze({ kind: 'closed' } as const);
const PROBE = Object.freeze({ kind: 'probe' } as const);
const NO_TROUBLE: CircuitReport = {
  state: 'closed',
  sinceMs: undefined,
  untilMs: undefined,
  failures: 0,
  lastFailure: undefined,
};

/**
 * Circuits by connection and model (RELIABILITY F25): 5 failures in a row, or more than half of at least 10 outcomes within
 * 30 s, open one for 30 s × 2ⁿ, up to 5 min; then one request at a time may probe, and its success closes the circuit.
 * Apart from that a target cools as long as its provider asked for, whatever succeeds meanwhile.
 */
export function createCircuits({ random, log }: { random: () => number; log?: Log | undefined }): Health {
  const circuits = createSweepingMap<Circuit>({
    create: (_key, nowMs) => newCircuit(nowMs),
    isIdle: ({ usedAtMs }, nowMs) => nowMs - usedAtMs > IDLE_AFTER_MS,
  });
  const troubles = createSweepingMap<Trouble>({
    create: (_key, nowMs) => ({
      sinceMs: nowMs,
      failures: 0,
      lastFailure: undefined,
      openUntilMs: undefined,
      coolUntilMs: 0,
      probeUntilMs: 0,
    }),
    isIdle: isOver,
  });

  const state: Health['state'] = (circuitKey, nowMs) => {
    // Nearly always nothing is wrong anywhere.
    if (troubles.size === 0) return CLOSED;
    const trouble = troubles.get(circuitKey);
    return trouble === undefined ? CLOSED : stateOf(trouble, nowMs);
  };

  const used = (circuitKey: string, nowMs: number): Circuit => {
    const circuit = circuits.getOrCreate(circuitKey, nowMs);
    circuit.usedAtMs = nowMs;
    return circuit;
  };

  /** One that is over, and was only not swept yet, is not the beginning of a new one. */
  const troubleOf = (circuitKey: string, nowMs: number): Trouble => {
    const known = troubles.get(circuitKey);
    if (known !== undefined && isOver(known, nowMs)) troubles.delete(circuitKey);
    return troubles.getOrCreate(circuitKey, nowMs);
  };

  const open = (circuitKey: string, circuit: Circuit, nowMs: number): void => {
    if (nowMs - circuit.closedAtMs > FORGIVEN_AFTER_MS) circuit.openings = 0;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** circuit.openings, LONGEST_PAUSE_MS) * (1 + random() * JITTER_SHARE);
    circuit.openings++;
    // While it is open nothing forgives it: a failed probe must find the doubled pause.
    circuit.closedAtMs = Number.POSITIVE_INFINITY;
    const trouble = troubleOf(circuitKey, nowMs);
    // What counted until now, this failure included, which is added by whoever reports it.
    trouble.failures = Math.max(trouble.failures, circuit.failuresInARow - 1, circuit.failures.sum(nowMs) - 1);
    forgetOutcomes(circuit);
    trouble.openUntilMs = nowMs + Math.round(pauseMs);
    trouble.probeUntilMs = 0;
    log?.warn({ circuit: circuitKey, pause_ms: Math.round(pauseMs) }, 'circuit opened');
  };

  const count = (circuitKey: string, nowMs: number): 'opened' | undefined => {
    const circuit = used(circuitKey, nowMs);
    const trouble = troubles.get(circuitKey);
    if (trouble?.openUntilMs !== undefined) {
      // Within the pause only calls that began before it can fail: they teach nothing new.
      if (trouble.openUntilMs <= nowMs) open(circuitKey, circuit, nowMs);
      return undefined;
    }
    circuit.failuresInARow++;
    circuit.failures.add(nowMs);
    if (!mustOpen(circuit, nowMs)) return undefined;
    open(circuitKey, circuit, nowMs);
    return 'opened';
  };

  return {
    state,
    tryProbe(circuitKey, nowMs) {
      const { kind } = state(circuitKey, nowMs);
      const trouble = troubles.get(circuitKey);
      if (kind === 'probe' && trouble !== undefined) trouble.probeUntilMs = nowMs + PROBE_LEASE_MS;
      return kind === 'probe' || kind === 'closed';
    },
    abandonProbe(circuitKey) {
      const trouble = troubles.get(circuitKey);
      if (trouble !== undefined) trouble.probeUntilMs = 0;
    },
    succeeded(circuitKey, nowMs) {
      const circuit = used(circuitKey, nowMs);
      circuit.failuresInARow = 0;
      circuit.successes.add(nowMs);
      const trouble = troubles.get(circuitKey);
      if (trouble === undefined) return undefined;
      const wasOpen = trouble.openUntilMs !== undefined;
      if (wasOpen) {
        trouble.openUntilMs = undefined;
        trouble.probeUntilMs = 0;
        circuit.closedAtMs = nowMs;
        log?.info({ circuit: circuitKey }, 'circuit closed');
      }
      // A cooling is the provider's own wish: an answer that was under way when it asked does not end it.
      if (isOver(trouble, nowMs)) troubles.delete(circuitKey);
      return wasOpen ? 'closed' : undefined;
    },
    failed(failure) {
      const { circuitKey, counts, coolUntilMs, nowMs } = failure;
      const change = counts ? count(circuitKey, nowMs) : undefined;
      if (coolUntilMs !== undefined) cool(troubleOf(circuitKey, nowMs), coolUntilMs);
      const trouble = troubles.get(circuitKey);
      if (trouble !== undefined) remember(trouble, failure);
      return change;
    },
    report(circuitKey, nowMs) {
      const trouble = troubles.get(circuitKey);
      const current = trouble === undefined ? CLOSED : stateOf(trouble, nowMs);
      if (trouble === undefined || current.kind === 'closed') return NO_TROUBLE;
      const { sinceMs, failures, lastFailure } = trouble;
      const untilMs = 'untilMs' in current ? current.untilMs : undefined;
      return { state: current.kind, sinceMs, untilMs, failures, lastFailure };
    },
  };
}

function newCircuit(nowMs: number): Circuit {
  return {
    failuresInARow: 0,
    successes: createRollingCount({ windowMs: WINDOW_MS, slots: WINDOW_SLOTS }),
    failures: createRollingCount({ windowMs: WINDOW_MS, slots: WINDOW_SLOTS }),
    openings: 0,
    closedAtMs: nowMs,
    usedAtMs: nowMs,
  };
}

function forgetOutcomes(circuit: Circuit): void {
  circuit.failuresInARow = 0;
  circuit.successes.clear();
  circuit.failures.clear();
}

function mustOpen(circuit: Circuit, nowMs: number): boolean {
  if (circuit.failuresInARow >= FAILURES_IN_A_ROW) return true;
  const failures = circuit.failures.sum(nowMs);
  const outcomes = failures + circuit.successes.sum(nowMs);
  return outcomes >= MINIMUM_OUTCOMES && failures > outcomes * FAILURE_SHARE;
}

function cool(trouble: Trouble, untilMs: number): void {
  trouble.coolUntilMs = Math.max(trouble.coolUntilMs, untilMs);
  // A probe that was told to wait has ended without a verdict.
  trouble.probeUntilMs = 0;
}

function remember(trouble: Trouble, { failureClass, nowMs }: TargetFailure): void {
  trouble.failures++;
  trouble.lastFailure = { failureClass, atMs: nowMs };
}

function stateOf(trouble: Trouble, nowMs: number): ReturnType<Health['state']> {
  const isOpen = trouble.openUntilMs !== undefined;
  const openUntilMs = Math.max(trouble.openUntilMs ?? 0, isOpen ? trouble.probeUntilMs : 0);
  const { sinceMs, coolUntilMs } = trouble;
  if (openUntilMs > nowMs && openUntilMs >= coolUntilMs) return { kind: 'open', sinceMs, untilMs: openUntilMs };
  if (coolUntilMs > nowMs) return { kind: 'cooling', sinceMs, untilMs: coolUntilMs };
  return isOpen ? PROBE : CLOSED;
}

function isOver(trouble: Trouble, nowMs: number): boolean {
  const endsAtMs = Math.max(trouble.openUntilMs ?? 0, trouble.coolUntilMs, trouble.probeUntilMs);
  // A closed circuit is forgotten as soon as its cooling ends; an open one that nobody probes, much later.
  return trouble.openUntilMs === undefined ? endsAtMs <= nowMs : nowMs - endsAtMs > IDLE_AFTER_MS;
}
