import * as z from 'zod';
import { installationAct } from '../act.ts';
import { connectionParams, credentialField } from '../connections/connection-fields.ts';
import { connectionSchema } from '../connections/connection-view.ts';
import { sharedOne } from '../connections/find-connection.ts';
import { rotateCredential } from '../connections/rotate-credential.ts';

export const rotateSharedConnection = installationAct({
  id: 'rotateSharedConnection',
  method: 'post',
  path: '/connections/{connectionId}/rotate',
  summary: 'Give a shared connection a new credential, without downtime',
  permission: 'installation.write',
  params: connectionParams,
  body: z.strictObject({ credential: credentialField }),
  answer: connectionSchema,
  errors: ['conflict'],
  handle: (input) => rotateCredential({ ...input, credential: input.body.credential, find: sharedOne(input.params) }),
});
