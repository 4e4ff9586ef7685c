import { installationAct } from '../act.ts';
import { checkBody } from '../connections/check-connection.ts';
import { checkSchema } from '../connections/check-view.ts';
import { connectionParams } from '../connections/connection-fields.ts';
import { sharedOne } from '../connections/find-connection.ts';
import { runCheck } from '../connections/run-check.ts';

export const checkSharedConnection = installationAct({
  id: 'checkSharedConnection',
  method: 'post',
  path: '/connections/{connectionId}/check',
  summary: 'Ask the provider of a shared connection for one token',
  permission: 'installation.write',
  params: connectionParams,
  body: checkBody,
  answer: checkSchema,
  handle: (input) =>
    runCheck({ ...input, connection: sharedOne(input.params)(input.definitions), model: input.body.model }),
});
