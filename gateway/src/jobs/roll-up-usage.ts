import { type DirtyStretch, SPAN_MS, type UsageStore } from '../domain/usage-store.ts';
import { readAllSums } from '../usage/read-all-sums.ts';
import { sumUpRows } from '../usage/sum-up-rows.ts';
import { createSumsBuilder, type SumsBuilder } from '../usage/sums-builder.ts';

/** Most requests of a slot are in the log when so much time has passed since its end. Later ones make it dirty again. */
const SETTLING_MS = 60_000;
const AT_ONCE = 100;

export interface RolledUp {
  readonly slots: number;
  readonly days: number;
}

interface RollUp {
  readonly usage: UsageStore;
  readonly nowMs: number;
  /** Awaited again and again, a few milliseconds of work apart: how long it takes decides how much of the time is worked. */
  readonly pause: () => Promise<void>;
  /** Where the process ends: the rest is left for the next run. */
  readonly signal?: AbortSignal;
}

/**
 * Sums up again what is out of date: slots that are over from their rows, then days that are over from their slots. To be
 * run every minute by any process; several at once do the same work, and no harm. The sums depend on the rows only, not on
 * when they were made, how often, or by whom.
 */
export async function rollUpUsage(roll: RollUp): Promise<RolledUp> {
  const slots = await eachDirty({ roll, span: 'slot', work: (slot) => rollUpSlot({ ...roll, ...slot }) });
  const days = await eachDirty({ roll, span: 'day', work: (day) => rollUpDay({ ...roll, ...day }) });
  return { slots, days };
}

/**
 * Calls the work once for each, oldest first; returns how many times it was done. One that fails keeps none of the others
 * from its turn.
 * @throws what the first of them failed with, at the end
 */
async function eachDirty({
  roll,
  span,
  work,
}: {
  readonly roll: RollUp;
  readonly span: 'slot' | 'day';
  readonly work: (stretch: DirtyStretch) => Promise<boolean>;
}): Promise<number> {
  const { usage, nowMs, signal } = roll;
  const toMs = nowMs - SETTLING_MS - SPAN_MS[span] + 1;
  const failures: unknown[] = [];
  let done = 0;
  let fromMs = 0;
  for (;;) {
    const page = await usage.dirty({ span, fromMs, toMs, limit: AT_ONCE });
    for (const stretch of page) {
      if (signal?.aborted) return done;
      try {
        if (await work(stretch)) done++;
      } catch (error) {
        failures.push(error);
      }
      fromMs = stretch.startMs + 1;
    }
    if (page.length < AT_ONCE) break;
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

interface Stretch extends RollUp, DirtyStretch {}

async function rollUpSlot({ usage, startMs, mark, pause }: Stretch): Promise<boolean> {
  const { sums } = await sumUpRows({ usage, fromMs: startMs, toMs: startMs + SPAN_MS.slot, pause });
  await pause();
  return usage.replaceSums({ span: 'slot', startMs, mark, sums: finish(sums) });
}

async function rollUpDay({ usage, startMs, mark, pause }: Stretch): Promise<boolean> {
  const within = { span: 'slot', fromMs: startMs, toMs: startMs + SPAN_MS.day } as const;
  const [dirtySlot] = await usage.dirty({ ...within, limit: 1 });
  // Its turn comes once all of its slots are summed up.
  if (dirtySlot !== undefined) return false;
  const sums = new Map<string, SumsBuilder>();
  const slots = readAllSums({ usage, query: { ...within, part: 'detail', workspaceId: undefined }, pause });
  for await (const slot of slots) {
    const builder = sums.get(slot.workspaceId) ?? createSumsBuilder();
    sums.set(slot.workspaceId, builder);
    builder.addDetail(slot.sums);
  }
  return usage.replaceSums({ span: 'day', startMs, mark, sums: finish(sums) });
}

function finish(sums: ReadonlyMap<string, SumsBuilder>) {
  return [...sums].map(([workspaceId, builder]) => ({
    workspaceId,
    detail: builder.detail(),
    totals: builder.totals(),
  }));
}
