import { describe, expect, test } from 'vitest';
import { buildRequestRecord } from '../../tests/support/build-request-record.ts';
import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { createIdSource } from '../domain/ids.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { NO_USAGE } from '../domain/usage.ts';

const START_MS = Date.UTC(2026, 5, 1);

/** One record a second. */
function recordsOf(changes: readonly Partial<RequestRecord>[]): RequestRecord[] {
  const clock = { nowMs: START_MS };
  const ids = createIdSource({
    now: () => clock.nowMs,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  });
  return changes.map((change, index) => {
    clock.nowMs = START_MS + index * 1_000;
    return buildRequestRecord({
      id: ids.next('req'),
      workspaceId: 'ws_a',
      routeId: 'route_a',
      keyId: 'key_a',
      startedAtMs: clock.nowMs,
      usage: { ...NO_USAGE, inputTokens: 3, cachedInputTokens: 4, outputTokens: 2, reasoningTokens: 1 },
      ...change,
    });
  });
}

onEveryDatabase(({ newPlace }) => {
  describe('what rate limits counted', () => {
    const open = async () => (await newPlace()).open();
    const all = { sinceMs: 0, beforeMs: START_MS + 86_400_000 };

    test('is the requests and all their tokens, by key, route and workspace', async () => {
      const store = await open();
      await store.appendRequests(
        recordsOf([{}, { keyId: 'key_b' }, { keyId: 'key_b', routeId: 'route_b' }, { workspaceId: 'ws_b' }]),
      );
      const used = (scope: Parameters<typeof store.admittedSince>[0]['scope']) =>
        store.admittedSince({ scope, ...all });
      expect(await used({ keyId: 'key_b' })).toEqual({ requests: 2, tokens: 20 });
      expect(await used({ routeId: 'route_a' })).toEqual({ requests: 3, tokens: 30 });
      expect(await used({ workspaceId: 'ws_a' })).toEqual({ requests: 3, tokens: 30 });
      expect(await used({ keyId: 'key_none' })).toEqual({ requests: 0, tokens: 0 });
    });

    test('belongs to the span in which the request began, its end excluded', async () => {
      const store = await open();
      await store.appendRequests(recordsOf([{}, {}, {}, {}]));
      const used = (sinceMs: number, beforeMs: number) =>
        store.admittedSince({ scope: { keyId: 'key_a' }, sinceMs: START_MS + sinceMs, beforeMs: START_MS + beforeMs });
      expect(await used(0, 4_000)).toMatchObject({ requests: 4 });
      expect(await used(1_000, 3_000)).toMatchObject({ requests: 2 });
      expect(await used(1_001, 2_000)).toMatchObject({ requests: 0 });
    });

    test('is neither what a rate limit refused nor what never got that far', async () => {
      const store = await open();
      const failed = { outcome: 'failed', usage: undefined, attempts: [] } as const;
      await store.appendRequests(
        recordsOf([
          { ...failed, errorCode: 'rate_limited', errorReason: 'key' },
          { ...failed, errorCode: 'validation_error', routeId: undefined },
          { ...failed, errorCode: 'budget_exceeded' },
          { ...failed, errorCode: 'all_providers_exhausted' },
          { outcome: 'interrupted' },
        ]),
      );
      expect(await store.admittedSince({ scope: { keyId: 'key_a' }, ...all })).toEqual({ requests: 3, tokens: 10 });
    });

    test('is counted to the end, page after page', async () => {
      const store = await open();
      await store.appendRequests(recordsOf(Array.from({ length: 2_500 }, () => ({}))));
      expect(await store.admittedSince({ scope: { workspaceId: 'ws_a' }, ...all })).toEqual({
        requests: 2_500,
        tokens: 25_000,
      });
    });
  });
});
