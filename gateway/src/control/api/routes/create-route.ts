import { nameSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { toRouteSpec } from '../../../config/to-definition.ts';
import { workspaceAct } from '../act.ts';
import { nameTaken } from '../workspaces/name-taken.ts';
import { findRoute } from './find-route.ts';
import { routeSchema, routeView, specSchema } from './route-view.ts';

export const createRoute = workspaceAct({
  id: 'createRoute',
  method: 'post',
  path: '/workspaces/{workspaceId}/routes',
  summary: 'Make a route',
  description:
    'Nothing is published yet: keys that point to it are refused until something is. `draft` is a first draft.',
  permission: 'routes.write',
  status: 201,
  body: z.strictObject({ name: nameSchema, draft: specSchema.optional() }),
  answer: routeSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, body, nowMs }) {
    const workspaceId = workspace.id;
    const id = deps.ids.next('route');
    const route = await deps.store.write({
      ...acting,
      async work(writes) {
        const { routes } = await writes.read({ workspaceId });
        if (routes.some((one) => one.workspaceId === workspaceId && one.name === body.name)) throw nameTaken(body.name);
        await writes.saveRoute({ id, workspaceId, name: body.name, owner: 'console', createdAtMs: nowMs });
        if (body.draft !== undefined) {
          const spec = toRouteSpec({ name: body.name, ...body.draft });
          await writes.saveDraft({ routeId: id, spec, basedOnVersion: undefined, updatedAtMs: nowMs });
        }
        return findRoute({ definitions: await writes.read({ workspaceId }), workspaceId, routeId: id });
      },
    });
    return { body: routeView(route), tagOf: route };
  },
});
