import * as z from 'zod';
import { installationAct } from '../act.ts';
import { ssoSchema, ssoView } from './sso-view.ts';

export const listSsoProviders = installationAct({
  id: 'listSsoProviders',
  method: 'get',
  path: '/sso-providers',
  summary: 'The identity providers that people may sign in with, never their secrets',
  permission: 'installation.read',
  answer: z.strictObject({ data: z.array(ssoSchema) }),
  handle: async ({ deps }) => ({ body: { data: (await deps.people.ssoProviders()).map(ssoView) } }),
});
