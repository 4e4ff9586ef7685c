import * as z from 'zod';
import { releaseProblems } from '../../releases/release-problems.ts';
import { isPublishable } from '../../releases/validate-draft.ts';
import { workspaceAct } from '../act.ts';
import { problemSchema, problemView } from './draft-view.ts';
import { findRoute, routeParams } from './find-route.ts';
import { noDraft } from './no-draft.ts';

export const validateRouteDraft = workspaceAct({
  id: 'validateRouteDraft',
  method: 'post',
  path: '/workspaces/{workspaceId}/routes/{routeId}/draft/validate',
  summary: 'Everything that is wrong with the draft, at once',
  permission: 'routes.read',
  params: routeParams,
  answer: z.strictObject({ publishable: z.boolean(), problems: z.array(problemSchema) }),
  async handle({ deps, definitions, workspace, params }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const draft = await deps.store.routes.draft(route.id);
    if (draft === undefined) throw noDraft();
    const { providers } = deps;
    const problems = releaseProblems({
      route,
      spec: draft.spec,
      definitions,
      providers,
      catalogue: await deps.catalogue(),
    });
    return { body: { publishable: isPublishable(problems), problems: problems.map(problemView) } };
  },
});
