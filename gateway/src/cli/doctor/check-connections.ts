import type { SnapshotProblem } from '../../control/compile-connection.ts';
import type { ConnectionDefinition } from '../../domain/definitions.ts';
import type { PublishedRoute } from '../../domain/route.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { type Finding, problem, warning } from './finding.ts';
import type { Inspection } from './inspection.ts';

interface Connections {
  readonly connections: readonly ConnectionDefinition[];
  readonly routes: readonly PublishedRoute[];
  /** What could not be used when the snapshot was made. */
  readonly problems: readonly SnapshotProblem[];
  readonly inspection: Pick<Inspection, 'whyNotReachable'>;
}

/** Connections that cannot be used, or that a route needs and nobody may reach. */
export function checkConnections({ connections, routes, problems, inspection }: Connections): readonly Finding[] {
  return [
    ...problems.map((found) => problemOf({ found, connections })),
    ...connections.flatMap((connection) => [
      ...checkUse({ connection, routes }),
      ...checkAddress({ connection, inspection }),
    ]),
  ];
}

function problemOf({
  found,
  connections,
}: {
  readonly found: SnapshotProblem;
  readonly connections: readonly ConnectionDefinition[];
}): Finding {
  const text = `${found.message.charAt(0).toUpperCase()}${found.message.slice(1)}.`;
  const connection = connections.find(({ name }) => found.object === `connection ${name}`);
  return problem({ subject: found.object, text, fix: remedyOf({ connection, setting: found.setting }) });
}

function remedyOf({
  connection,
  setting,
}: {
  readonly connection: ConnectionDefinition | undefined;
  readonly setting: string | undefined;
}) {
  if (setting !== undefined) return { text: 'Correct it in the configuration file, and apply.', exact: setting };
  if (connection === undefined) {
    return {
      text: 'Correct the object that it names in the configuration file, and apply.',
      exact: 'routes[].attempts[].connection',
    };
  }
  const adapter = PROVIDERS.get(connection.provider);
  if (adapter === undefined) return { text: 'Use a provider of this list, and apply.', exact: 'latentkit providers' };
  if (connection.baseUrl === undefined && adapter.defaultBaseUrl === undefined) {
    return { text: 'Say where it is, and apply.', exact: 'connections[].base_url' };
  }
  return { text: 'Enter the credential again, and apply.', exact: 'connections[].api_key' };
}

function checkUse({
  connection,
  routes,
}: {
  connection: ConnectionDefinition;
  routes: readonly PublishedRoute[];
}): readonly Finding[] {
  if (connection.enabled) return [];
  const users = routes.filter(({ attempts }) => attempts.some((attempt) => attempt.connection.id === connection.id));
  if (users.length === 0) return [];
  const text = `It is disabled, and the routes ${users.map(({ name }) => name).join(', ')} name it.`;
  const fix = { text: 'Enable it (or remove the line), and apply.', exact: 'connections[].enabled: true' };
  return [warning({ subject: `connection ${connection.name}`, text, fix })];
}

function checkAddress({
  connection,
  inspection,
}: {
  readonly connection: ConnectionDefinition;
  readonly inspection: Pick<Inspection, 'whyNotReachable'>;
}): readonly Finding[] {
  if (connection.trusted || connection.baseUrl === undefined || !connection.enabled) return [];
  const reason = inspection.whyNotReachable(connection.baseUrl);
  if (reason === undefined) return [];
  const text = `The egress guard refuses its address (${reason}).`;
  const fix = {
    text: 'Allow its range, or declare the connection in the configuration file.',
    exact: 'LATENTKIT_EGRESS_ALLOW=<cidr>',
  };
  return [problem({ subject: `connection ${connection.name}`, text, fix })];
}
