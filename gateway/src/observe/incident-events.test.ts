import { expect, test } from 'vitest';
import { buildRoute } from '../../tests/build-principal.ts';
import type { GatewayEvent } from '../domain/event.ts';
import { readId } from '../domain/ids.ts';
import type { Incident, Log } from '../domain/ports.ts';
import { createIncidentEvents } from './incident-events.ts';

const NO_LOG: Log = { info: () => {}, warn: () => {}, error: () => {} };
const T0 = 1_772_366_400_000;
const MINUTE_MS = 60_000;

function createStore() {
  const kept = new Map<string, GatewayEvent>();
  const state = { appended: 0 };
  const append = async (events: readonly GatewayEvent[]) => {
    state.appended += events.length;
    for (const event of events) kept.set(event.id, event);
    return 0;
  };
  return { kept, state, append };
}

function buildIncident(changes: Partial<Incident> = {}): Incident {
  const target: Incident['target'] = {
    position: 1,
    connection: {
      id: readId({ kind: 'conn', text: 'conn_1' }),
      name: 'main',
      provider: 'north',
      access: 'byok',
      enabled: true,
      baseUrl: 'https://north.example',
      credential: { api_key: 'canary-of-a-credential' },
      credentialId: 'conn_1.1',
      trusted: true,
      headers: {},
    },
    model: 'small',
    profiles: [],
    weight: undefined,
    timeoutMs: undefined,
    firstContentTimeoutMs: 1,
    idleTimeoutMs: 1,
    capabilities: new Set(),
    contextWindow: undefined,
    maxOutputTokens: undefined,
    prices: undefined,
    circuitKey: 'conn_1.1/small',
  };
  return {
    kind: 'circuit.opened',
    target,
    route: buildRoute(),
    failureClass: 'server_error',
    status: 500,
    nowMs: T0,
    ...changes,
  };
}

test('several processes that meet the same trouble tell one event of it, and none holds a credential', async () => {
  const store = createStore();
  const watchers = [1, 2].map(() => createIncidentEvents({ events: store, log: NO_LOG }));
  for (const [index, watcher] of watchers.entries()) {
    watcher.happened(buildIncident({ nowMs: T0 + index * 1_000 }));
    await watcher.flush();
  }
  expect(store.state.appended).toBe(2);
  expect(store.kept.size).toBe(1);
  expect(JSON.stringify([...store.kept.values()])).not.toContain('canary');
});

test('an opening, a closing, and an opening some time later are three', async () => {
  const store = createStore();
  const watcher = createIncidentEvents({ events: store, log: NO_LOG });
  watcher.happened(buildIncident());
  watcher.happened(buildIncident({ kind: 'circuit.closed' }));
  watcher.happened(buildIncident({ nowMs: T0 + 6 * MINUTE_MS }));
  await watcher.close();
  expect([...store.kept.values()].map(({ type }) => type)).toEqual([
    'circuit.opened',
    'circuit.closed',
    'circuit.opened',
  ]);
});

test('a refused credential is told once an hour, and not written again meanwhile', async () => {
  const store = createStore();
  const watcher = createIncidentEvents({ events: store, log: NO_LOG });
  for (let minute = 0; minute < 50; minute++) {
    watcher.happened(buildIncident({ kind: 'credential.refused', nowMs: T0 + minute * MINUTE_MS }));
  }
  watcher.happened(buildIncident({ kind: 'credential.refused', nowMs: T0 + 70 * MINUTE_MS }));
  await watcher.close();
  expect(store.state.appended).toBe(2);
});
