import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';
import { deliveryParams, deliverySchema, deliveryView, findDelivery } from './delivery-view.ts';

const attemptSchema = z.strictObject({
  at: isoTimeSchema,
  took_ms: z.number(),
  status: z.int().nullable(),
  error: z.string().nullable(),
});

export const getDelivery = workspaceAct({
  id: 'getDelivery',
  method: 'get',
  path: '/workspaces/{workspaceId}/deliveries/{deliveryId}',
  summary: 'One delivery, with its attempts',
  permission: 'webhooks.read',
  params: deliveryParams,
  answer: deliverySchema.extend({ tries: z.array(attemptSchema) }).meta({ id: 'DescribedDelivery' }),
  async handle({ deps: { store }, workspace, params }) {
    const delivery = await findDelivery({ store, workspaceId: workspace.id, ...params });
    const attempts = await store.deliveries.attemptsOf(params);
    const tries = attempts.map(({ atMs, tookMs, status, error }) => ({
      at: isoTime(atMs),
      took_ms: tookMs,
      status: status ?? null,
      error: error ?? null,
    }));
    return { body: { ...deliveryView(delivery), tries } };
  },
});
