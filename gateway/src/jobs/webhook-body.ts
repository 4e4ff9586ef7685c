import type { GatewayEvent } from '../domain/event.ts';
import { eventWords } from '../domain/event-words.ts';

/** An event as JSON, the same text for every attempt. */
export function webhookBody(event: GatewayEvent): string {
  const { id, type, workspaceId, atMs } = event;
  return JSON.stringify({
    type,
    timestamp: new Date(atMs).toISOString(),
    data: { event_id: id, workspace_id: workspaceId, ...eventWords(event) },
  });
}
