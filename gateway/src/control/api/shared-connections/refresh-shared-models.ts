import { installationAct } from '../act.ts';
import { connectionParams } from '../connections/connection-fields.ts';
import { sharedOne } from '../connections/find-connection.ts';
import { refreshModelsOf, refreshSchema } from '../connections/refresh-models-of.ts';

export const refreshSharedModels = installationAct({
  id: 'refreshSharedModels',
  method: 'post',
  path: '/connections/{connectionId}/refresh-models',
  summary: "Read the list of models of a shared connection's provider",
  permission: 'installation.write',
  params: connectionParams,
  answer: refreshSchema,
  errors: ['conflict'],
  handle: (input) => refreshModelsOf({ ...input, find: sharedOne(input.params) }),
});
