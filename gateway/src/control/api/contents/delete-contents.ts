import * as z from 'zod';
import { deleteAllContents } from '../../../domain/delete-all-contents.ts';
import { workspaceAct } from '../act.ts';
import { awaitJournal } from './await-journal.ts';
import { noteContentAct } from './note-content-act.ts';

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
    const { contents } = deps.store;
    return { body: { deleted: await deleteAllContents({ contents, workspaceId: workspace.id }) } };
  },
});
