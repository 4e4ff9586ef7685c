import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { currentWorkspace } from './current-workspace.ts';
import { workspaceView } from './workspace-view.ts';

/** Saves a workspace as `change` has it, made of what it is within the transaction, and answers with it. */
export async function changeWorkspace({
  context: { deps, acting },
  workspace,
  besideOthers = false,
  change,
}: {
  readonly context: Pick<ActContext, 'deps' | 'acting'>;
  readonly workspace: WorkspaceDefinition;
  /** True: what becomes of it depends on the other workspaces. */
  readonly besideOthers?: boolean;
  readonly change: (input: {
    readonly current: WorkspaceDefinition;
    /** Without the others unless they were asked for. */
    readonly workspaces: readonly WorkspaceDefinition[];
  }) => WorkspaceDefinition;
}): Promise<ActAnswer> {
  const saved = await deps.store.write({
    ...acting,
    async work(writes) {
      const { workspaces } = await writes.read(besideOthers ? undefined : { workspaceId: workspace.id });
      const current = currentWorkspace({ workspaces, id: workspace.id });
      const changed = change({ current, workspaces });
      await writes.saveWorkspace(changed);
      return changed;
    },
  });
  return { body: workspaceView(saved), tagOf: saved };
}
