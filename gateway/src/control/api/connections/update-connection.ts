import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { changeConnection } from './change-connection.ts';
import { accessField, changedConnectionFields, connectionParams } from './connection-fields.ts';
import { connectionSchema } from './connection-view.ts';
import { ownOf } from './find-connection.ts';

export const updateConnection = workspaceAct({
  id: 'updateConnection',
  method: 'patch',
  path: '/workspaces/{workspaceId}/connections/{connectionId}',
  summary: 'Change a connection',
  description:
    'Fields that are left out stay as they are. Another host takes the stored credential and headers away: send them again.',
  permission: 'connections.write',
  edits: true,
  params: connectionParams,
  body: z.strictObject({ ...changedConnectionFields, access: accessField.optional() }),
  answer: connectionSchema,
  errors: ['conflict'],
  handle: (input) =>
    changeConnection({ ...input, bodyFor: () => input.body, find: ownOf({ ...input, ...input.params }) }),
});
