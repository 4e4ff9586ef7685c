import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContentStore } from './request-content.ts';

/** Long rows: few at a time, so that nobody waits for them. */
const AT_ONCE = 100;

/** Takes the texts of all that is kept of a workspace away. Returns how many there were. */
export async function deleteAllContents({
  contents,
  workspaceId,
}: {
  readonly contents: Pick<ContentStore, 'deleteAll'>;
  readonly workspaceId: string;
}): Promise<number> {
  for (let deleted = 0; ; await nextTurn()) {
    const now = await contents.deleteAll({ workspaceId, most: AT_ONCE });
    deleted += now;
    if (now < AT_ONCE) return deleted;
  }
}
