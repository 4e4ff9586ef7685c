import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { changeConnection } from './change-connection.ts';
import { changeModels, modelChangesField } from './change-models.ts';
import { connectionParams } from './connection-fields.ts';
import { connectionSchema } from './connection-view.ts';
import { ownOf } from './find-connection.ts';

export const updateConnectionModels = workspaceAct({
  id: 'updateConnectionModels',
  method: 'patch',
  path: '/workspaces/{workspaceId}/connections/{connectionId}/models',
  summary: 'Enable, disable or describe single models of a connection',
  description: 'Models that are not named stay as they are; one that was not there is added.',
  permission: 'connections.write',
  edits: true,
  params: connectionParams,
  body: z.strictObject({ models: modelChangesField }),
  answer: connectionSchema,
  errors: ['conflict'],
  handle: (input) =>
    changeConnection({
      ...input,
      bodyFor: ({ models }) => ({ models: changeModels({ current: models, changes: input.body.models }) }),
      find: ownOf({ ...input, ...input.params }),
    }),
});
