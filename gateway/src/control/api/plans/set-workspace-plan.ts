import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { problemsError } from '../read-input.ts';
import { requireNotFiles } from '../require-own.ts';
import { currentWorkspace } from '../workspaces/current-workspace.ts';
import { workspaceSchema, workspaceView } from '../workspaces/workspace-view.ts';

export const setWorkspacePlan = workspaceAct({
  id: 'setWorkspacePlan',
  method: 'put',
  path: '/workspaces/{workspaceId}/plan',
  summary: 'Put a workspace on a plan, or take it off',
  description: '`If-Match` takes the ETag of the workspace.',
  permission: 'installation.write',
  edits: true,
  body: z.strictObject({ plan: z.string().max(100).nullable().describe('The name of a plan; null: none') }),
  answer: workspaceSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, body, ifMatch }) {
    const saved = await deps.store.write({
      ...acting,
      async work(writes) {
        const { workspaces, plans } = await writes.read({ workspaceId: workspace.id });
        const current = currentWorkspace({ workspaces, id: workspace.id });
        requireUnchanged({ ifMatch, current });
        requireNotFiles({ owner: current.owner, what: `The workspace "${current.name}"` });
        if (body.plan !== null && !plans.some(({ name }) => name === body.plan)) {
          throw problemsError([{ param: 'plan', message: 'there is no such plan; GET /api/plans lists them' }]);
        }
        const changed = { ...current, planName: body.plan ?? undefined };
        await writes.saveWorkspace(changed);
        return changed;
      },
    });
    return { body: workspaceView(saved), tagOf: saved };
  },
});
