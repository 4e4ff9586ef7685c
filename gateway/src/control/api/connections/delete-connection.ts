import { workspaceAct } from '../act.ts';
import { connectionParams } from './connection-fields.ts';
import { ownOf } from './find-connection.ts';
import { removeConnection } from './remove-connection.ts';

export const deleteConnection = workspaceAct({
  id: 'deleteConnection',
  method: 'delete',
  path: '/workspaces/{workspaceId}/connections/{connectionId}',
  summary: 'Remove a connection that no route needs',
  description:
    'Refused, with the routes and their versions, while a published version, canary, shadow or schedule names it.',
  permission: 'connections.write',
  status: 204,
  params: connectionParams,
  errors: ['conflict'],
  handle: (input) => removeConnection({ ...input, find: ownOf({ ...input, ...input.params }) }),
});
