import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { addConnection } from './add-connection.ts';
import { accessField, newConnectionFields } from './connection-fields.ts';
import { connectionSchema } from './connection-view.ts';
import { makeConnection } from './make-connection.ts';

export const createConnection = workspaceAct({
  id: 'createConnection',
  method: 'post',
  path: '/workspaces/{workspaceId}/connections',
  summary: 'Add a connection',
  description: 'Nothing is sent to the provider: `POST …/connections/check` tries the same body first.',
  permission: 'connections.write',
  status: 201,
  body: z.strictObject({ ...newConnectionFields, access: accessField.default('byok') }),
  answer: connectionSchema,
  errors: ['conflict'],
  async handle(input) {
    const { body, workspace } = input;
    const given = { ...input, workspaceId: workspace.id, access: body.access, shared: false };
    return addConnection({ ...input, connection: await makeConnection(given) });
  },
});
