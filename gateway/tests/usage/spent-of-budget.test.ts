import { expect, test } from 'vitest';
import { spentOfBudget } from '../../src/control/spent-of-budget.ts';
import { createIdSource, readId } from '../../src/domain/ids.ts';
import { formatUsd } from '../../src/domain/money.ts';
import { SPAN_MS } from '../../src/domain/usage-store.ts';
import { rollUpUsage } from '../../src/jobs/roll-up-usage.ts';
import { onEveryDatabase } from '../support/on-every-database.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../support/sample-request-record.ts';

const NOW_MS = Date.parse('2026-05-14T12:07:00Z');
const OURS = 'ws_01kqtestworkspace0000000000';
const OURS_ID = readId({ kind: 'ws', text: OURS });
const pause = async () => {};

/** One request every few hours for so many days, at costs that are no round numbers. */
function traffic({ days, workspaceId, shadowOf }: { days: number; workspaceId: string; shadowOf?: string }) {
  let [atMs, drawn] = [NOW_MS, 0];
  const ids = createIdSource({ now: () => atMs, randomBytes: (count) => new Uint8Array(count).fill(drawn++ % 256) });
  return Array.from({ length: days * 5 }, (_, at) => {
    atMs = NOW_MS - at * 17_280_123;
    const costNanoUsd = 1 + ((at * 2_654_435_761) % 9_999_999_937);
    const id = ids.next('req');
    const attempts = [sampleAttemptRecord({ id: id.replace('req_', 'att_'), costNanoUsd })];
    return sampleRequestRecord({ id, workspaceId, startedAtMs: atMs, costNanoUsd, shadowOf, attempts });
  });
}

onEveryDatabase(({ newPlace }) => {
  test('what a workspace has spent is what its rows say, summed up or not, in any window', async () => {
    const store = await (await newPlace()).open();
    const applying = { scope: 'workspace', scopeId: OURS, workspaceId: OURS_ID } as const;
    const windows = [0, NOW_MS - 31 * SPAN_MS.day, NOW_MS - 7 * SPAN_MS.day - 1_234_567, NOW_MS - SPAN_MS.day];
    const expectSame = async () => {
      for (const sinceMs of windows) {
        const rows = await store.spentSince({ scope: { workspaceId: OURS }, sinceMs });
        expect(rows).toBeGreaterThan(0);
        expect(await spentOfBudget({ store, applying, sinceMs, nowMs: NOW_MS, pause })).toBe(formatUsd(rows));
      }
    };
    expect(await spentOfBudget({ store, applying, sinceMs: 0, nowMs: NOW_MS, pause })).toBe('0.000000000');
    await store.appendRequests(traffic({ days: 35, workspaceId: OURS }));
    await store.appendRequests(traffic({ days: 3, workspaceId: 'ws_01kqanotherworkspace00000000' }));
    await expectSame();
    await rollUpUsage({ usage: store.usage, nowMs: NOW_MS, pause });
    await expectSame();
    // Late ones, of a day that was summed up, and shadows of it.
    const [, late] = traffic({ days: 1, workspaceId: OURS, shadowOf: 'req_01kqtestrequest000000000000' });
    if (late === undefined) throw new Error('there is no request');
    const attempts = late.attempts.map((attempt) => ({ ...attempt, id: `${attempt.id}z`, costNanoUsd: 77 }));
    await store.appendRequests([{ ...late, id: `${late.id.slice(0, -1)}z`, attempts, costNanoUsd: 77 }]);
    await expectSame();
  });

  test('of other budgets it is the sum of the rows', async () => {
    const store = await (await newPlace()).open();
    await store.appendRequests(traffic({ days: 9, workspaceId: OURS }));
    const keyId = 'key_01kqtestkey000000000000000';
    const applying = { scope: 'key', scopeId: keyId, workspaceId: OURS_ID } as const;
    const rows = await store.spentSince({ scope: { keyId }, sinceMs: 0 });
    expect(rows).toBeGreaterThan(0);
    expect(await spentOfBudget({ store, applying, sinceMs: 0, nowMs: NOW_MS, pause })).toBe(formatUsd(rows));
  });
});
