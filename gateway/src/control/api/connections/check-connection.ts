import { modelSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { checkSchema } from './check-view.ts';
import { connectionParams } from './connection-fields.ts';
import { ownOf } from './find-connection.ts';
import { runCheck } from './run-check.ts';

export const checkBody = z.strictObject({
  model: modelSchema.shape.id.optional().describe('What to ask for; default: a model that it lists or that routes use'),
});

export const checkSavedConnection = workspaceAct({
  id: 'checkConnection',
  method: 'post',
  path: '/workspaces/{workspaceId}/connections/{connectionId}/check',
  summary: 'Ask the provider for one token, and say how it went',
  description:
    'A real call: it costs what one token costs. Nothing of what the provider answers is shown but its status.',
  permission: 'connections.write',
  params: connectionParams,
  body: checkBody,
  answer: checkSchema,
  handle: (input) =>
    runCheck({
      ...input,
      connection: ownOf({ ...input, ...input.params })(input.definitions),
      model: input.body.model,
    }),
});
