import type { WebhookDefinition } from '../../src/domain/definitions.ts';
import type { EventOf } from '../../src/domain/event.ts';
import { readId } from '../../src/domain/ids.ts';

/** Half of a key's budget for a month, in nano-dollars that are easy to read. */
export function buildThreshold(changes: Partial<EventOf<'budget.threshold'>> = {}): EventOf<'budget.threshold'> {
  return {
    id: 'evt_1',
    type: 'budget.threshold',
    workspaceId: 'ws_1',
    atMs: 1_772_366_400_000,
    data: {
      scope: 'key',
      scopeId: 'key_1',
      scopeName: 'backend',
      budgetName: 'monthly',
      window: 'month',
      timeZone: 'Europe/Berlin',
      windowStartMs: 1_772_319_600_000,
      windowEndMs: 1_774_994_400_000,
      percent: 50,
      spentNanoUsd: 5_100_000_000,
      limitNanoUsd: 10_000_000_000,
    },
    ...changes,
  };
}

export function buildWebhook(changes: Partial<WebhookDefinition> = {}): WebhookDefinition {
  return {
    id: readId({ kind: 'wh', text: `wh_${changes.name ?? 'ops'}` }),
    workspaceId: readId({ kind: 'ws', text: 'ws_1' }),
    name: 'ops',
    url: 'https://hooks.example/lk',
    trusted: true,
    sealedSecret: 'v1.sealed',
    secretVersion: 1,
    events: ['budget.threshold'],
    disabled: undefined,
    owner: 'file',
    createdAtMs: 1_000,
    ...changes,
  };
}
