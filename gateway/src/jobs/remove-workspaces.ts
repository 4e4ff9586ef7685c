import { deleteAllContents } from '../domain/delete-all-contents.ts';
import type { Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';

const ACTOR = { kind: 'job', name: 'remove-workspaces' } as const;

/** Removes the workspaces whose grace period is over. Returns how many. */
export async function removeWorkspaces({
  store,
  nowMs,
  log,
}: {
  readonly store: Pick<Store, 'workspacesToRemove' | 'write' | 'contents'>;
  readonly nowMs: number;
  readonly log: Log;
}): Promise<number> {
  const soon = await store.workspacesToRemove({ nowMs });
  if (soon.length === 0) return 0;
  // Not in the transaction of the rest: they may be many, and they are long.
  for (const workspaceId of soon) await deleteAllContents({ contents: store.contents, workspaceId });
  return store.write({
    actor: ACTOR,
    async work(writes) {
      // Looked at again: it may have been restored meanwhile.
      const { workspaces } = await writes.read();
      const due = workspaces.filter(({ deleteAtMs }) => deleteAtMs !== undefined && deleteAtMs <= nowMs);
      for (const { id, name } of due) {
        await writes.removeWorkspace(id);
        log.info({ workspace: name }, 'a workspace was removed, as its owner had asked');
      }
      return due.length;
    },
  });
}
