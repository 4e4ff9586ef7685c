import type { GatewayEvent } from '../domain/event.ts';
import { formatUsd } from '../domain/money.ts';

/** An event as JSON, the same text for every attempt. */
export function webhookBody({ id, type, workspaceId, atMs, data }: GatewayEvent): string {
  return JSON.stringify({
    type,
    timestamp: isoText(atMs),
    data: {
      event_id: id,
      workspace_id: workspaceId,
      budget: data.budgetName ?? null,
      scope: data.scope,
      scope_id: data.scopeId,
      scope_name: data.scopeName,
      window: data.window,
      time_zone: data.timeZone ?? 'UTC',
      window_start: isoText(data.windowStartMs),
      window_end: data.windowEndMs === undefined ? null : isoText(data.windowEndMs),
      percent: data.percent,
      spent_usd: formatUsd(data.spentNanoUsd),
      limit_usd: formatUsd(data.limitNanoUsd),
    },
  });
}

function isoText(ms: number): string {
  return new Date(ms).toISOString();
}
