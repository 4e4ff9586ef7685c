import * as z from 'zod';
import { installationAct } from '../act.ts';
import { addConnection } from '../connections/add-connection.ts';
import { newConnectionFields } from '../connections/connection-fields.ts';
import { connectionSchema } from '../connections/connection-view.ts';
import { makeConnection } from '../connections/make-connection.ts';
import { problemsError } from '../read-input.ts';

export const createSharedConnection = installationAct({
  id: 'createSharedConnection',
  method: 'post',
  path: '/connections',
  summary: 'Add a connection of the house that every workspace may use',
  description: 'Platform access: it spends the credits of whoever uses it, so every enabled model needs a price.',
  permission: 'installation.write',
  status: 201,
  body: z.strictObject({
    ...newConnectionFields,
    workspace_id: z.string().max(100).describe('The workspace of the house that owns it'),
  }),
  answer: connectionSchema,
  errors: ['conflict'],
  async handle(input) {
    const { body, definitions } = input;
    const house = definitions.workspaces.find(({ id }) => id === body.workspace_id);
    if (house === undefined) throw problemsError([{ param: 'workspace_id', message: 'there is no such workspace' }]);
    const given = { ...input, workspaceId: house.id, access: 'platform', shared: true } as const;
    return addConnection({ ...input, connection: await makeConnection(given) });
  },
});
