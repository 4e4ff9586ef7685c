import { type ConfigFileRoute, routeSchema } from '@latentkit/contract/config-schema';
import type { ReadConnection } from '../../config/check-connections.ts';
import type { CheckContext, Finding } from '../../config/check-context.ts';
import { checkRoutes } from '../../config/check-routes.ts';
import { pathText } from '../../config/config-path.ts';
import { fromModelDefinition, fromRouteSpec } from '../../config/from-definition.ts';
import type { ConnectionDefinition } from '../../domain/definitions.ts';
import { checkAttempts } from './check-attempts.ts';
import { checkCoverage } from './check-coverage.ts';
import { checkTimes } from './check-times.ts';
import type { DraftCheck, DraftProblem } from './draft-check.ts';

/** Everything that is wrong with a draft, at once: errors first. The checks of configuration files, and more. */
export function validateDraft(check: DraftCheck): readonly DraftProblem[] {
  const problems: DraftProblem[] = [];
  const context: CheckContext = {
    providers: check.providers,
    catalogue: check.catalogue,
    shown: ({ value }) => `"${value.slice(0, 64)}"`,
    report: (finding) => add({ finding, to: problems }),
  };
  const item: ConfigFileRoute = { name: check.name, ...fromRouteSpec(check.spec) };
  checkSchema({ item, context });
  checkRoutes({
    routes: [{ path: [], item }],
    connections: check.connections.map((connection) => ({ path: [], item: readConnectionOf(connection) })),
    connectionNames: new Set(check.connections.map(({ name }) => name)),
    context,
  });
  checkAttempts({ ...check, context });
  checkTimes({ spec: check.spec, context });
  checkCoverage({ ...check, context });
  return problems.toSorted((one, other) => RANK[one.severity] - RANK[other.severity]);
}

/** True where nothing keeps the draft from being published. */
export function isPublishable(problems: readonly DraftProblem[]): boolean {
  return problems.every(({ severity }) => severity !== 'error');
}

const RANK = { error: 0, warning: 1 } as const;

/** What was said of a place is not said again in other words. */
function add({ finding, to }: { readonly finding: Finding; readonly to: DraftProblem[] }): void {
  const { severity = 'error', message, instead } = finding;
  const path = pathText(finding.path);
  const isTold = to.some((known) => known.path === path && (known.severity === 'error' || known.message === message));
  if (path !== '' && isTold) return;
  to.push({ severity, path, message, fix: instead });
}

function checkSchema({ item, context }: { readonly item: ConfigFileRoute; readonly context: CheckContext }): void {
  const { error } = routeSchema.safeParse(item);
  for (const { path, message } of error?.issues ?? []) {
    const steps = path.filter((step) => typeof step !== 'symbol');
    context.report({ path: steps, message, instead: 'See the API reference for what this field may be.' });
  }
}

function readConnectionOf(connection: ConnectionDefinition): ReadConnection {
  const { name, provider, access, enabled, models } = connection;
  return {
    name,
    provider,
    access,
    enabled,
    credential: {},
    // An empty list: any model may be used.
    ...(models.length === 0 ? undefined : { models: models.map(fromModelDefinition) }),
  };
}
