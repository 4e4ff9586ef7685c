import { nameSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { nameTaken } from '../workspaces/name-taken.ts';
import { findOwnRoute, findRoute, routeParams } from './find-route.ts';
import { routeSchema, routeView } from './route-view.ts';

export const updateRoute = workspaceAct({
  id: 'updateRoute',
  method: 'patch',
  path: '/workspaces/{workspaceId}/routes/{routeId}',
  summary: 'Give a route another name',
  permission: 'routes.write',
  edits: true,
  params: routeParams,
  body: z.strictObject({ name: nameSchema }),
  answer: routeSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, ifMatch }) {
    const workspaceId = workspace.id;
    const route = await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read({ workspaceId });
        const current = findRoute({ definitions, workspaceId, ...params });
        requireUnchanged({ ifMatch, current });
        const { id, owner, createdAtMs } = findOwnRoute({ definitions, workspaceId, ...params });
        const isTaken = definitions.routes.some(
          (one) => one.workspaceId === workspaceId && one.id !== id && one.name === body.name,
        );
        if (isTaken) throw nameTaken(body.name);
        await writes.saveRoute({ id, workspaceId, name: body.name, owner, createdAtMs });
        return findRoute({ definitions: await writes.read({ workspaceId }), workspaceId, ...params });
      },
    });
    return { body: routeView(route), tagOf: route };
  },
});
