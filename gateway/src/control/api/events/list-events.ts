import { EVENT_TYPES } from '@latentkit/contract/event-types';
import * as z from 'zod';
import type { GatewayEvent } from '../../../domain/event.ts';
import { eventWords } from '../../../domain/event-words.ts';
import { workspaceAct } from '../act.ts';
import { idPageQuery, pageSchema } from '../page.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';

const eventSchema = z
  .strictObject({
    id: z.string().describe('The `webhook-id` of its messages'),
    type: z.enum(EVENT_TYPES),
    workspace_id: z.string(),
    at: isoTimeSchema,
    data: z.record(z.string(), z.unknown()).describe('As in the message to webhooks; by the type'),
  })
  .meta({ id: 'Event' });

export const listEvents = workspaceAct({
  id: 'listEvents',
  method: 'get',
  path: '/workspaces/{workspaceId}/events',
  summary: 'What happened in a workspace that webhooks are told of',
  description: 'Newest first.',
  permission: 'webhooks.read',
  query: idPageQuery('evt').extend({ type: z.enum(EVENT_TYPES).optional() }),
  answer: pageSchema(eventSchema),
  async handle({ deps, workspace, query: { limit, after, type } }) {
    const of = { workspaceId: workspace.id, type, beforeId: after };
    const found = await deps.store.events.list({ ...of, limit: limit + 1 });
    const page = found.slice(0, limit);
    const next = found.length > page.length ? (page.at(-1)?.id ?? null) : null;
    return { body: { data: page.map(eventView), next } };
  },
});

function eventView(event: GatewayEvent): z.input<typeof eventSchema> {
  const { id, type, workspaceId, atMs } = event;
  return { id, type, workspace_id: workspaceId, at: isoTime(atMs), data: { ...eventWords(event) } };
}
