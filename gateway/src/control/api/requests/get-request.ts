import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { noSuchRequest } from '../contents/open-content.ts';
import { requestSchema, requestView } from './request-view.ts';

export const getRequest = workspaceAct({
  id: 'getRequest',
  method: 'get',
  path: '/workspaces/{workspaceId}/requests/{requestId}',
  summary: 'One logged request',
  permission: 'requests.read',
  params: z.strictObject({ requestId: z.string().max(100) }),
  answer: requestSchema,
  async handle({ deps, workspace, params: { requestId } }) {
    const record = await deps.store.findRequest({ requestId });
    if (record?.workspaceId !== workspace.id) {
      throw noSuchRequest();
    }
    return { body: requestView(record) };
  },
});
