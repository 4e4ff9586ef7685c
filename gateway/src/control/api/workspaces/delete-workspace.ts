import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { requireNotFiles } from '../require-own.ts';
import { changeWorkspace } from './change-workspace.ts';
import { workspaceSchema } from './workspace-view.ts';

const DAY_MS = 86_400_000;

export const deleteWorkspace = workspaceAct({
  id: 'deleteWorkspace',
  method: 'delete',
  path: '/workspaces/{workspaceId}',
  summary: 'Have a workspace removed after a grace period',
  description:
    'Its keys are refused from now on; `…/restore` takes it back until `delete_at`. What it did stays written: requests, ledger, audit log.',
  permission: 'workspace.delete',
  status: 202,
  query: z.strictObject({
    confirm: z.string().max(100).describe('The name of the workspace, so that nobody removes another one by mistake'),
    grace_days: z.coerce.number().int().min(1).max(90).default(7),
  }),
  answer: workspaceSchema,
  errors: ['conflict'],
  async handle({ workspace, query, ...context }) {
    if (query.confirm !== workspace.name) {
      throw problemsError([{ param: 'confirm', message: 'this is not the name of the workspace' }]);
    }
    return changeWorkspace({
      context,
      workspace,
      change({ current }) {
        requireNotFiles({ owner: current.owner, what: `The workspace "${current.name}"` });
        return { ...current, deleteAtMs: current.deleteAtMs ?? context.nowMs + query.grace_days * DAY_MS };
      },
    });
  },
});
