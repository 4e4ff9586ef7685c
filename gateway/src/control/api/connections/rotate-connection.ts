import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { connectionParams, credentialField } from './connection-fields.ts';
import { connectionSchema } from './connection-view.ts';
import { ownOf } from './find-connection.ts';
import { rotateCredential } from './rotate-credential.ts';

export const rotateConnection = workspaceAct({
  id: 'rotateConnection',
  method: 'post',
  path: '/workspaces/{workspaceId}/connections/{connectionId}/rotate',
  summary: 'Give a connection a new credential, without downtime',
  description: 'Requests under way finish with the one before; those that begin within a second may still use it.',
  permission: 'connections.write',
  params: connectionParams,
  body: z.strictObject({ credential: credentialField }),
  answer: connectionSchema,
  errors: ['conflict'],
  handle: (input) =>
    rotateCredential({
      ...input,
      credential: input.body.credential,
      find: ownOf({ ...input, ...input.params }),
    }),
});
