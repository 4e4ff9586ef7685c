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
  readonly store: Pick<Store, 'readDefinitions' | 'write' | 'contents'>;
  readonly nowMs: number;
  readonly log: Log;
}): Promise<number> {
  const isDue = ({ deleteAtMs }: { readonly deleteAtMs?: number | undefined }) =>
    deleteAtMs !== undefined && deleteAtMs <= nowMs;
  const soon = (await store.readDefinitions()).workspaces.filter(isDue);
  if (soon.length === 0) return 0;
  // Not in the transaction of the rest: they may be many, and they are long.
  for (const { id } of soon) await deleteAllContents({ contents: store.contents, workspaceId: id });
  return store.write({
    actor: ACTOR,
    async work(writes) {
      // Looked at again: it may have been restored meanwhile.
      const due = (await writes.read()).workspaces.filter(isDue);
      for (const { id, name } of due) {
        await writes.removeWorkspace(id);
        log.info({ workspace: name }, 'a workspace was removed, as its owner had asked');
      }
      return due.length;
    },
  });
}
