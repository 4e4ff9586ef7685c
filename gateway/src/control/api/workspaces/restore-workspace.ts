import { workspaceAct } from '../act.ts';
import { workspaceSchema, workspaceView } from './workspace-view.ts';

export const restoreWorkspace = workspaceAct({
  id: 'restoreWorkspace',
  method: 'post',
  path: '/workspaces/{workspaceId}/restore',
  summary: 'Keep a workspace that was to be removed',
  permission: 'workspace.delete',
  answer: workspaceSchema,
  async handle({ deps, acting, workspace }) {
    const saved = await deps.store.write({
      ...acting,
      async work(writes) {
        const { workspaces } = await writes.read();
        const current = workspaces.find(({ id }) => id === workspace.id) ?? workspace;
        const changed = { ...current, deleteAtMs: undefined };
        await writes.saveWorkspace(changed);
        return changed;
      },
    });
    return { body: workspaceView(saved), tagOf: saved };
  },
});
