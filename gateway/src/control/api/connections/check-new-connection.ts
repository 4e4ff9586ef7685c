import { modelSchema, nameSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { compileConnection } from '../../compile-connection.ts';
import { workspaceAct } from '../act.ts';
import { checkSchema } from './check-view.ts';
import { accessField, newConnectionFields } from './connection-fields.ts';
import { makeConnection } from './make-connection.ts';
import { runCheck } from './run-check.ts';

export const checkNewConnection = workspaceAct({
  id: 'checkNewConnection',
  method: 'post',
  path: '/workspaces/{workspaceId}/connections/check',
  summary: 'Try a connection before it is saved',
  description: 'The body of `createConnection`, and the model to ask for. Nothing is kept.',
  permission: 'connections.write',
  body: z.strictObject({
    ...newConnectionFields,
    name: nameSchema.default('new'),
    access: accessField.default('byok'),
    model: modelSchema.shape.id.optional(),
  }),
  answer: checkSchema,
  async handle(input) {
    const { body, workspace, deps } = input;
    const given = { ...input, workspaceId: workspace.id, access: body.access, shared: false };
    const connection = await makeConnection(given);
    try {
      return await runCheck({ ...input, connection, model: body.model });
    } finally {
      await deps.checks.forget(compileConnection({ ...deps, definition: connection }).compiled);
    }
  },
});
