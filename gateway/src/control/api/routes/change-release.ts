import type { RouteDefinition, WorkspaceDefinition } from '../../../domain/definitions.ts';
import type { DefinitionWrites } from '../../../domain/store.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { findOwnRoute, findRoute } from './find-route.ts';
import { routeView } from './route-view.ts';

/** Changes how versions of a route are given out, and answers with the route as it is then. */
export async function changeRelease({
  context: { deps, acting },
  workspace,
  routeId,
  change,
}: {
  readonly context: Pick<ActContext, 'deps' | 'acting'>;
  readonly workspace: WorkspaceDefinition;
  readonly routeId: string;
  readonly change: (input: { readonly writes: DefinitionWrites; readonly route: RouteDefinition }) => Promise<void>;
}): Promise<ActAnswer> {
  const workspaceId = workspace.id;
  const route = await deps.store.write({
    ...acting,
    async work(writes) {
      await change({
        writes,
        route: findOwnRoute({ definitions: await writes.read({ workspaceId }), workspaceId, routeId }),
      });
      return findRoute({ definitions: await writes.read({ workspaceId }), workspaceId, routeId });
    },
  });
  return { body: routeView(route), tagOf: route };
}
