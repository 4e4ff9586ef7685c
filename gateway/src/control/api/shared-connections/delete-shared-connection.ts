import { installationAct } from '../act.ts';
import { connectionParams } from '../connections/connection-fields.ts';
import { sharedOne } from '../connections/find-connection.ts';
import { removeConnection } from '../connections/remove-connection.ts';

export const deleteSharedConnection = installationAct({
  id: 'deleteSharedConnection',
  method: 'delete',
  path: '/connections/{connectionId}',
  summary: 'Remove a shared connection that no route needs',
  permission: 'installation.write',
  status: 204,
  params: connectionParams,
  errors: ['conflict'],
  handle: (input) => removeConnection({ ...input, find: sharedOne(input.params) }),
});
