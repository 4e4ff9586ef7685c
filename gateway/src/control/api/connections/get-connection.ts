import { workspaceAct } from '../act.ts';
import { connectionParams } from './connection-fields.ts';
import { connectionSchema, connectionView } from './connection-view.ts';
import { findUsable } from './find-connection.ts';

export const getConnection = workspaceAct({
  id: 'getConnection',
  method: 'get',
  path: '/workspaces/{workspaceId}/connections/{connectionId}',
  summary: 'One connection',
  permission: 'connections.read',
  params: connectionParams,
  answer: connectionSchema,
  async handle({ deps, workspace, definitions, params, nowMs }) {
    const connection = findUsable({ workspace, definitions, ...params });
    const isOwn = connection.workspaceId === workspace.id;
    const { providers } = deps;
    const view = connectionView({ connection, isOwn, providers, catalogue: await deps.catalogue(), nowMs });
    return { body: view, tagOf: connection };
  },
});
