import type { ConfigFileAttempt, ConfigFileRoute } from '@latentkit/contract/config-schema';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { nearestName } from '../domain/nearest-name.ts';
import { checkModelId, type ReadConnection } from './check-connections.ts';
import { type CheckContext, type Placed, reportDuplicateNames } from './check-context.ts';
import { checkCrossing } from './check-crossing.ts';
import { checkPrices } from './check-prices.ts';
import { checkStrategy } from './check-strategy.ts';
import { checkTimeZone } from './check-time-zone.ts';
import { resolveModel } from './resolve-model.ts';
import { toModelDefinition } from './to-definition.ts';

export interface RoutesCheck {
  readonly routes: readonly Placed<ConfigFileRoute>[];
  readonly connections: readonly Placed<ReadConnection>[];
  /** Names of all connections in the file, those included that have mistakes of their own. */
  readonly connectionNames: ReadonlySet<string>;
  readonly context: CheckContext;
}

export function checkRoutes(check: RoutesCheck): void {
  reportDuplicateNames({ items: check.routes, noun: 'route', context: check.context });
  const told = new Set<string>();
  for (const route of check.routes) checkRoute({ ...check, route, told });
}

interface RouteCheck extends RoutesCheck {
  readonly route: Placed<ConfigFileRoute>;
  /** Models whose prices were looked at: what is said of one is said once. */
  readonly told: Set<string>;
}

function checkRoute(check: RouteCheck): void {
  const { route, context } = check;
  checkTimeZone({ timeZone: route.item.budget?.time_zone, path: [...route.path, 'budget'], context });
  const byName = new Map(check.connections.map(({ item }) => [item.name, item.access]));
  checkCrossing({ route, accessOf: (connection) => byName.get(connection), context });
  checkStrategy({ route, context });
  const states = route.item.attempts.map((attempt, index) => ({
    attempt,
    state: checkAttempt({ ...check, attempt: { path: [...route.path, 'attempts', index], item: attempt } }),
  }));
  // A mistake in an attempt is reported there: what the route could do without it cannot be told.
  if (states.some(({ state }) => state === 'unknown')) return;
  const eligible = states.filter(({ state }) => state === 'able').map(({ attempt }) => attempt);
  const profile = route.item.default_profile;
  if (eligible.length === 0) {
    context.report({
      path: route.path,
      message: `route "${route.item.name}" has no eligible attempt: every connection is disabled or can do nothing`,
      instead: 'Enable a connection, or add an attempt on another one.',
    });
  } else if (!eligible.some((attempt) => (attempt.profiles ?? RESPONSE_PROFILES).includes(profile))) {
    context.report({
      path: route.path,
      message: `route "${route.item.name}" has no eligible attempt for its default profile "${profile}"`,
      instead: `Add "${profile}" to the profiles of an attempt, or choose another default_profile.`,
    });
  }
}

type AttemptState = 'able' | 'unable' | 'unknown';

function checkAttempt(check: RouteCheck & { readonly attempt: Placed<ConfigFileAttempt> }): AttemptState {
  const { attempt, context } = check;
  checkModelId({ id: attempt.item.model, path: [...attempt.path, 'model'], context });
  const connection = check.connections.find(({ item }) => item.name === attempt.item.connection)?.item;
  if (connection === undefined) {
    if (!check.connectionNames.has(attempt.item.connection)) reportUnknownConnection(check);
    return 'unknown';
  }
  const adapter = context.providers.get(connection.provider);
  if (adapter === undefined) return 'unknown';
  const listed = connection.models?.map(toModelDefinition);
  const definition = listed?.find(({ id }) => id === attempt.item.model);
  if (listed !== undefined && definition === undefined) {
    reportUnlistedModel({ ...check, known: listed.map(({ id }) => id) });
    return 'unknown';
  }
  const resolved = resolveModel({ adapter, model: attempt.item.model, definition, catalogue: context.catalogue });
  // A model of the connection's list was looked at there, but for a byok model without prices.
  const isChecked = definition !== undefined && (definition.prices !== undefined || connection.access === 'platform');
  const name = `${connection.name}/${attempt.item.model}`;
  if (!isChecked && !check.told.has(name)) {
    check.told.add(name);
    const path = [...attempt.path, 'model'];
    const model = { id: attempt.item.model };
    checkPrices({ model, resolved, path, access: connection.access, context });
  }
  const isOn = connection.enabled && definition?.enabled !== false;
  return isOn && resolved.capabilities.size > 0 ? 'able' : 'unable';
}

function reportUnknownConnection(check: RouteCheck & { readonly attempt: Placed<ConfigFileAttempt> }): void {
  const path = [...check.attempt.path, 'connection'];
  const value = check.attempt.item.connection;
  const guess = nearestName({ name: value, candidates: check.connectionNames });
  const names = [...check.connectionNames].join(', ');
  check.context.report({
    path,
    message: `there is no connection ${check.context.shown({ path, value })}`,
    instead:
      guess !== undefined
        ? `Did you mean "${guess}"?`
        : names === ''
          ? 'Declare it under connections.'
          : `The connections are: ${names}.`,
  });
}

function reportUnlistedModel(
  check: RouteCheck & { readonly attempt: Placed<ConfigFileAttempt>; readonly known: readonly string[] },
): void {
  const path = [...check.attempt.path, 'model'];
  const value = check.attempt.item.model;
  const guess = nearestName({ name: value, candidates: check.known });
  check.context.report({
    path,
    message: `connection "${check.attempt.item.connection}" does not list the model ${check.context.shown({ path, value })}`,
    instead:
      guess === undefined
        ? `Add it to the connection's models, or use one of them: ${check.known.join(', ')}.`
        : `Did you mean "${guess}"? Or add the model to the connection's models.`,
  });
}
