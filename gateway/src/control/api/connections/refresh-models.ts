import { workspaceAct } from '../act.ts';
import { connectionParams } from './connection-fields.ts';
import { ownOf } from './find-connection.ts';
import { refreshModelsOf, refreshSchema } from './refresh-models-of.ts';

export const refreshConnectionModels = workspaceAct({
  id: 'refreshConnectionModels',
  method: 'post',
  path: '/workspaces/{workspaceId}/connections/{connectionId}/refresh-models',
  summary: "Read the provider's list of models",
  description:
    'New models are listed as disabled, those that vanished are marked, and what was said of a model stays. Where any ' +
    'model could be used, those that routes use stay enabled.',
  permission: 'connections.write',
  params: connectionParams,
  answer: refreshSchema,
  errors: ['conflict'],
  handle: (input) => refreshModelsOf({ ...input, find: ownOf({ ...input, ...input.params }) }),
});
