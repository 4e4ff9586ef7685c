import type { Definitions, RouteDefinition, RouteSpec } from '../../domain/definitions.ts';
import type { ModelCatalogue } from '../../domain/model-catalogue.ts';
import type { ProviderAdapter } from '../../providers/provider-adapter.ts';
import { usableConnections } from '../usable-connections.ts';
import type { DraftProblem } from './draft-check.ts';
import { validateDraft } from './validate-draft.ts';

/** Everything that is wrong with a spec of a route as the definitions are now. */
export function releaseProblems({
  route,
  spec,
  definitions,
  providers,
  catalogue,
}: {
  readonly route: RouteDefinition;
  readonly spec: RouteSpec;
  readonly definitions: Definitions;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly catalogue: ModelCatalogue;
}): readonly DraftProblem[] {
  return validateDraft({
    name: route.name,
    spec,
    connections: usableConnections({ connections: definitions.connections, workspaceId: route.workspaceId }),
    providers,
    catalogue,
    published: route.published?.spec,
    keys: definitions.keys.filter(({ routeId }) => routeId === route.id),
  });
}

/** `attempts[0].connection: there is no connection "x"`: only what keeps it from being published. */
export function refusalsOf(problems: readonly DraftProblem[]): readonly string[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
}
