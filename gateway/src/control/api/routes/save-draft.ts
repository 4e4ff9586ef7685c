import { toRouteSpec } from '../../../config/to-definition.ts';
import { workspaceAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { draftSchema, draftView } from './draft-view.ts';
import { findOwnRoute, routeParams } from './find-route.ts';
import { noDraft } from './no-draft.ts';
import { specSchema } from './route-view.ts';

export const saveDraft = workspaceAct({
  id: 'saveRouteDraft',
  method: 'put',
  path: '/workspaces/{workspaceId}/routes/{routeId}/draft',
  summary: 'Save the draft',
  description:
    'A draft may be unfinished: what is wrong with it is told by `…/draft/validate`, and keeps it from being published. Where there is a draft already, `If-Match` must name the state that this one was made of.',
  permission: 'routes.write',
  params: routeParams,
  body: specSchema,
  answer: draftSchema,
  errors: ['conflict', 'precondition_failed', 'precondition_required'],
  async handle({ deps, acting, workspace, params, body, ifMatch, nowMs }) {
    const saved = await deps.store.write({
      ...acting,
      async work(writes) {
        const route = findOwnRoute({
          definitions: await writes.read({ workspaceId: workspace.id }),
          workspaceId: workspace.id,
          ...params,
        });
        const current = await writes.readDraft(route.id);
        if (current !== undefined) requireUnchanged({ ifMatch, current });
        const basedOnVersion = current === undefined ? route.published?.version : current.basedOnVersion;
        const spec = toRouteSpec({ name: route.name, ...body });
        await writes.saveDraft({ routeId: route.id, spec, basedOnVersion, updatedAtMs: nowMs });
        return writes.readDraft(route.id);
      },
    });
    if (saved === undefined) throw noDraft();
    return { body: draftView(saved), tagOf: saved };
  },
});
