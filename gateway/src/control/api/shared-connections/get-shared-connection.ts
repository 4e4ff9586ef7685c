import { installationAct } from '../act.ts';
import { connectionParams } from '../connections/connection-fields.ts';
import { sharedOne } from '../connections/find-connection.ts';
import { sharedConnectionSchema, sharedConnectionView } from './shared-connection-view.ts';

export const getSharedConnection = installationAct({
  id: 'getSharedConnection',
  method: 'get',
  path: '/connections/{connectionId}',
  summary: 'One shared connection',
  permission: 'installation.read',
  params: connectionParams,
  answer: sharedConnectionSchema,
  async handle({ deps, definitions, params, nowMs }) {
    const connection = sharedOne(params)(definitions);
    const { providers } = deps;
    const catalogue = await deps.catalogue();
    return {
      body: sharedConnectionView({ connection, definitions, providers, catalogue, nowMs }),
      tagOf: connection,
    };
  },
});
