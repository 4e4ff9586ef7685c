import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { workspaceView } from './workspace-view.ts';

/** Whoever a workspace belongs to, its operator may stop it: also one that a configuration file declares. */
export async function setSuspended({
  deps,
  acting,
  workspace,
  suspended,
}: ActContext & { readonly workspace: WorkspaceDefinition; readonly suspended: boolean }): Promise<ActAnswer> {
  const saved = await deps.store.write({
    ...acting,
    async work(writes) {
      const { workspaces } = await writes.read();
      const current = workspaces.find(({ id }) => id === workspace.id) ?? workspace;
      const changed = { ...current, suspended };
      await writes.saveWorkspace(changed);
      return changed;
    },
  });
  return { body: workspaceView(saved), tagOf: saved };
}
