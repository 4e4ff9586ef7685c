import * as z from 'zod';
import { installationAct } from '../act.ts';
import { changeConnection } from '../connections/change-connection.ts';
import { changedConnectionFields, connectionParams } from '../connections/connection-fields.ts';
import { connectionSchema } from '../connections/connection-view.ts';
import { sharedOne } from '../connections/find-connection.ts';

export const updateSharedConnection = installationAct({
  id: 'updateSharedConnection',
  method: 'patch',
  path: '/connections/{connectionId}',
  summary: 'Change a shared connection',
  description:
    '`shared: false` gives it back to its own workspace alone, which is refused while routes of others need it.',
  permission: 'installation.write',
  edits: true,
  params: connectionParams,
  body: z.strictObject(changedConnectionFields),
  answer: connectionSchema,
  errors: ['conflict'],
  handle: (input) => changeConnection({ ...input, bodyFor: () => input.body, find: sharedOne(input.params) }),
});
