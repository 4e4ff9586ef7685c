import { workspaceAct } from '../act.ts';
import { wrongState } from '../wrong-state.ts';
import { deliveryParams, deliverySchema, deliveryView, findDelivery } from './delivery-view.ts';

export const replayDelivery = workspaceAct({
  id: 'replayDelivery',
  method: 'post',
  path: '/workspaces/{workspaceId}/deliveries/{deliveryId}/replay',
  summary: 'Send a delivery again, with the same id',
  description: 'Whatever became of it. It is tried for a day from now on.',
  permission: 'webhooks.write',
  status: 202,
  params: deliveryParams,
  answer: deliverySchema,
  errors: ['conflict'],
  async handle({ deps: { store }, acting, workspace, params, nowMs }) {
    const workspaceId = workspace.id;
    const found = await findDelivery({ store, workspaceId, ...params });
    const replayed = await store.write({
      ...acting,
      work: (writes) => writes.replayDelivery({ deliveryId: found.id, nowMs }),
    });
    if (replayed === 'disabled') {
      const hint = `Switch it on first: POST /api/workspaces/${workspaceId}/webhooks/${found.webhookId}/enable.`;
      throw wrongState({ message: `The webhook "${found.webhookName}" is switched off.`, hint });
    }
    return { body: deliveryView(await findDelivery({ store, workspaceId, ...params })) };
  },
});
