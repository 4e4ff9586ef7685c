import * as z from 'zod';
import { CIRCUIT_STATES } from '../domain/circuit-report.ts';
import { FAILURE_CLASSES } from '../domain/failure.ts';
import { type Health, type HealthView, type LoadView, NO_LOAD } from '../domain/ports.ts';
import type { AttemptTarget, Snapshot } from '../domain/route.ts';

/** One target of a route as the running gateway sees it. Times are ISO 8601, and absent where there is nothing to say. */
export const circuitNowSchema = z.object({
  /** The name that the gateway's log uses. */
  circuit: z.string(),
  connection: z.string(),
  model: z.string(),
  routes: z.array(z.string()),
  state: z.enum(CIRCUIT_STATES),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  failures: z.number(),
  last_failure: z.object({ class: z.enum(FAILURE_CLASSES), at: z.iso.datetime() }).optional(),
  /** Requests that run there now. */
  under_way: z.number().default(0),
  /** Moving averages; absent where nothing was measured lately. */
  first_content_ms: z.number().optional(),
  whole_answer_ms: z.number().optional(),
});

export type CircuitNow = z.infer<typeof circuitNowSchema>;

interface Question {
  readonly snapshot: Snapshot;
  /** Only what keys of this workspace reach. */
  readonly workspaceId?: string | undefined;
  readonly health: Pick<Health, 'report'>;
  readonly load: LoadView;
  readonly nowMs: number;
}

/** The circuits of every target that a key can reach, each once, those in trouble first. */
export function circuitsNow({ snapshot, workspaceId, health, load, nowMs }: Question): readonly CircuitNow[] {
  const principals = [...snapshot.principals.values()].filter(
    (principal) => workspaceId === undefined || principal.workspaceId === workspaceId,
  );
  const routes = [...new Set(principals.flatMap(({ route }) => route ?? []))];
  const uses = routes.flatMap((route) => route.attempts.map((target) => ({ target, route: route.name })));
  return [...Map.groupBy(uses, ({ target }) => target.circuitKey).values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const names = [...new Set([first, ...others].map(({ route }) => route))];
      return [circuitNow({ target: first.target, routes: names, health, load, nowMs })];
    })
    .sort((one, other) => rankOf(one).localeCompare(rankOf(other)));
}

function rankOf({ state, connection, model }: CircuitNow): string {
  return `${state === 'closed' ? 1 : 0} ${connection} ${model}`;
}

interface CircuitQuestion extends Omit<Question, 'snapshot' | 'workspaceId'> {
  readonly target: AttemptTarget;
  readonly routes: string[];
}

function circuitNow({ target, routes, health, load, nowMs }: CircuitQuestion): CircuitNow {
  const { circuitKey: circuit, connection, model } = target;
  const { state, sinceMs, untilMs, failures, lastFailure } = health.report(circuit, nowMs);
  const [firstContentMs, wholeAnswerMs] = [load.firstContentMs(circuit, nowMs), load.wholeAnswerMs(circuit, nowMs)];
  return {
    circuit,
    connection: connection.name,
    model,
    routes,
    state,
    ...(sinceMs !== undefined && { since: new Date(sinceMs).toISOString() }),
    ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
    failures,
    ...(lastFailure && {
      last_failure: { class: lastFailure.failureClass, at: new Date(lastFailure.atMs).toISOString() },
    }),
    under_way: load.underWay(circuit),
    ...(firstContentMs !== undefined && { first_content_ms: firstContentMs }),
    ...(wholeAnswerMs !== undefined && { whole_answer_ms: wholeAnswerMs }),
  };
}

/** The same for the planner: what a command beside the gateway plans with. */
export function healthOf(circuits: readonly CircuitNow[]): HealthView {
  const byKey = new Map(circuits.map((known) => [known.circuit, known]));
  return {
    state(circuitKey) {
      const known = byKey.get(circuitKey);
      if (known === undefined || known.state === 'closed') return { kind: 'closed' };
      const [sinceMs, untilMs] = [Date.parse(known.since ?? ''), Date.parse(known.until ?? '')];
      if (known.state === 'probe' || Number.isNaN(sinceMs) || Number.isNaN(untilMs)) return { kind: 'probe' };
      return { kind: known.state, sinceMs, untilMs };
    },
  };
}

/** The same of how busy and how fast targets are. Where sessions are at home, only the gateway itself knows. */
export function loadOf(circuits: readonly CircuitNow[]): LoadView {
  const byKey = new Map(circuits.map((known) => [known.circuit, known]));
  return {
    ...NO_LOAD,
    underWay: (circuitKey) => byKey.get(circuitKey)?.under_way ?? 0,
    firstContentMs: (circuitKey) => byKey.get(circuitKey)?.first_content_ms,
    wholeAnswerMs: (circuitKey) => byKey.get(circuitKey)?.whole_answer_ms,
  };
}
