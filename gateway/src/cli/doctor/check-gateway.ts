import { causeOfAttempt } from '../../diagnosis/cause-of-attempt.ts';
import type { CircuitNow } from '../../diagnosis/circuits-now.ts';
import { lastingFailure } from '../../diagnosis/lasting-failure.ts';
import { writeCause } from '../../diagnosis/write-cause.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import type { PublishedRoute } from '../../domain/route.ts';
import type { Store } from '../../domain/store.ts';
import { type GatewayFound, gatewayText } from '../gateway-found.ts';
import { type Finding, note, problem, type Remedy, warning } from './finding.ts';

/** As far back as the failures are looked for that made an attempt rest. */
const REQUESTS_BEFORE = 500;

interface GatewayCheck {
  readonly found: GatewayFound;
  readonly routes: readonly PublishedRoute[];
  readonly store: Pick<Store, 'listRequests'>;
  readonly nowMs: number;
}

/** Whether a gateway runs here and answers, and what rests in it. */
export async function checkGateway({ found, routes, store, nowMs }: GatewayCheck): Promise<readonly Finding[]> {
  const told = { subject: 'gateway', text: gatewayText(found) };
  switch (found.state) {
    case 'running': {
      const resting = found.circuits.filter(({ state }) => state !== 'closed');
      const earlier = resting.length === 0 ? [] : await store.listRequests({ limit: REQUESTS_BEFORE });
      return [
        note('gateway', `runs as process ${found.pid} at ${found.url}, since ${found.startedAt}`),
        ...(resting.length === 0 ? [note('circuits', `all ${found.circuits.length} closed`)] : []),
        ...resting.map((circuit) => circuitFinding({ circuit, circuits: found.circuits, routes, earlier, nowMs })),
      ];
    }
    case 'silent':
      return [
        problem({ ...told, fix: { text: 'See in its log what it does, and restart it.', exact: 'latentkit start' } }),
      ];
    case 'unready':
      return [warning({ ...told, fix: { text: 'Look again in a moment.', exact: 'latentkit doctor' } })];
    case 'gone':
    case 'none':
      return [note('gateway', told.text)];
  }
}

interface CircuitQuestion {
  readonly circuit: CircuitNow;
  readonly circuits: readonly CircuitNow[];
  readonly routes: readonly PublishedRoute[];
  /** Newest first. */
  readonly earlier: readonly RequestRecord[];
  readonly nowMs: number;
}

/** A problem where a route has nothing else left that could answer; a warning where others stand in. */
function circuitFinding({ circuit, circuits, routes, earlier, nowMs }: CircuitQuestion): Finding {
  const failure = lastingFailure({ report: circuit, earlier });
  const cause = failure && writeCause(causeOfAttempt(failure.attempt));
  const stuck = routes.filter((route) => hasNothingElse({ route, circuit, circuits })).map(({ name }) => name);
  const text = [
    stateText({ circuit, nowMs }),
    ...(cause ? [`Newest failure: ${cause.sentence}`] : []),
    ...(failure ? [`"latentkit explain ${failure.requestId}" tells more.`] : []),
    stuck.length === 0
      ? 'Other attempts stand in for it.'
      : `Nothing else is left that could answer in ${routesText(stuck)}.`,
  ].join(' ');
  const told = { subject: `circuit ${circuit.connection}/${circuit.model}`, text, fix: remedyOf(cause?.fix) };
  return stuck.length === 0 ? warning(told) : problem(told);
}

const STATE_TEXTS = {
  open: 'Its circuit is open',
  probe: 'Its circuit is open, and the next request may try it,',
  cooling: 'It is left alone after a failure',
  closed: 'Its circuit is closed',
} as const;

function stateText({ circuit, nowMs }: Pick<CircuitQuestion, 'circuit' | 'nowMs'>): string {
  const { state, since, until, failures, last_failure: last } = circuit;
  const from = since === undefined ? '' : ` since ${since} (${secondsText(nowMs - Date.parse(since))})`;
  const count = `after ${failures} ${failures === 1 ? 'failure' : 'failures'}${last ? ` (the last: ${last.class})` : ''}`;
  const to = until === undefined ? '' : `, and is tried again from ${until} on`;
  return `${STATE_TEXTS[state]}${from}, ${count}${to}.`;
}

function secondsText(ms: number): string {
  return `${Math.max(0, Math.round(ms / 1_000))} s`;
}

function routesText(names: readonly string[]): string {
  return `${names.length === 1 ? 'the route' : 'the routes'} ${names.join(', ')}`;
}

interface Alternatives {
  readonly route: PublishedRoute;
  readonly circuit: CircuitNow;
  readonly circuits: readonly CircuitNow[];
}

function hasNothingElse({ route, circuit, circuits }: Alternatives): boolean {
  if (!route.attempts.some(({ circuitKey }) => circuitKey === circuit.circuit)) return false;
  const resting = new Set(circuits.filter(({ state }) => state !== 'closed').map((known) => known.circuit));
  return route.attempts.every(({ circuitKey, connection }) => resting.has(circuitKey) || !connection.enabled);
}

/** What the operator can do: what only a caller can do helps nobody here. */
function remedyOf(fix: ReturnType<typeof writeCause>['fix'] = []): Remedy {
  const mine = fix.find(({ place }) => place === 'config' || place === 'provider' || place === 'environment');
  return mine === undefined
    ? { text: 'Find out what it fails with.', exact: 'latentkit logs' }
    : { text: mine.text, exact: mine.exact };
}
