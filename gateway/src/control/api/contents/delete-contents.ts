import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { awaitJournal } from './await-journal.ts';
import { noteContentAct } from './note-content-act.ts';

/** Long rows: few at a time, so that nobody waits for them. */
const AT_ONCE = 100;

export const deleteContents = workspaceAct({
  id: 'deleteRequestContents',
  method: 'delete',
  path: '/workspaces/{workspaceId}/request-contents',
  summary: 'Delete everything that is kept of requests',
  description: 'Of the whole workspace. What comes after it is kept as before: turn content logging off first.',
  permission: 'contents.delete',
  answer: z.strictObject({ deleted: z.int().min(0) }).meta({ id: 'DeletedContents' }),
  errors: ['storage_unavailable'],
  async handle({ deps, acting, workspace, nowMs }) {
    await awaitJournal(deps);
    await noteContentAct({ ...deps, acting, workspace, act: 'remove', requestId: undefined, nowMs });
    let deleted = 0;
    for (;;) {
      const now = await deps.store.contents.deleteAll({ workspaceId: workspace.id, most: AT_ONCE });
      deleted += now;
      if (now < AT_ONCE) return { body: { deleted } };
      await nextTurn();
    }
  },
});
