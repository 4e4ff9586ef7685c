import type { BudgetThreshold, CircuitChange, GatewayEvent } from './event.ts';
import type { JsonObject } from './json.ts';
import { formatUsd } from './money.ts';

/** What happened, in the words of webhooks, of the API and of the command line. What is not known is null. */
export function eventWords(event: GatewayEvent): JsonObject {
  switch (event.type) {
    case 'budget.threshold':
      return thresholdWords(event.data);
    case 'circuit.opened':
      return { ...targetWords(event.data), failure: event.data.failureClass ?? null };
    case 'circuit.closed':
      return targetWords(event.data);
    case 'credential.refused':
      return { ...targetWords(event.data), status: event.data.status ?? null };
    case 'route.published': {
      const { routeId, routeName, version, previousVersion, act, by } = event.data;
      return { route_id: routeId, route: routeName, version, previous_version: previousVersion ?? null, act, by };
    }
    case 'key.created':
    case 'key.revoked': {
      const { keyId, keyName, kind, member, by } = event.data;
      return { key_id: keyId, key: keyName, kind, member: member ?? null, by };
    }
  }
}

function thresholdWords(data: BudgetThreshold): JsonObject {
  return {
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
  };
}

function targetWords(data: Omit<CircuitChange, 'failureClass'>): JsonObject {
  return {
    connection_id: data.connectionId,
    connection: data.connectionName,
    provider: data.provider,
    model: data.model,
    route_id: data.routeId,
    route: data.routeName,
  };
}

function isoText(ms: number): string {
  return new Date(ms).toISOString();
}
