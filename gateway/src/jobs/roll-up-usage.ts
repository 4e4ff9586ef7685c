import { type DirtyStretch, SPAN_MS, SPANS, type UsageSpan, type UsageStore } from '../domain/usage-store.ts';
import { readAllSums } from '../usage/read-all-sums.ts';
import { sumUpRows } from '../usage/sum-up-rows.ts';
import { createSumsBuilder, type SumsBuilder } from '../usage/sums-builder.ts';

/** Most requests of a slot are in the log when so much time has passed since its end. Later ones make it dirty again. */
const SETTLING_MS = 60_000;
const AT_ONCE = 100;

/** How many stretches of each width were summed up. */
export type RolledUp = Readonly<Record<UsageSpan, number>>;

interface RollUp {
  readonly usage: UsageStore;
  readonly nowMs: number;
  /** Awaited again and again, a few milliseconds of work apart: how long it takes decides how much of the time is worked. */
  readonly pause: () => Promise<void>;
  /** Where the process ends: the rest is left for the next run. */
  readonly signal?: AbortSignal;
}

/**
 * Sums up again what is out of date and over: slots from their rows, then wider stretches from narrower ones. To be run
 * every minute by any process; several at once do the same work, and no harm. The sums depend on the rows only, not on when
 * they were made, how often, or by whom.
 */
export async function rollUpUsage(roll: RollUp): Promise<RolledUp> {
  const done = { slot: 0, hour: 0, part: 0, day: 0 };
  for (const span of SPANS) {
    const narrower = SPANS[SPANS.indexOf(span) - 1];
    done[span] = await eachDirty({
      roll,
      span,
      work: (dirty) =>
        narrower === undefined ? sumUpSlot({ ...roll, ...dirty }) : sumUpStretch({ ...roll, ...dirty, span, narrower }),
    });
  }
  return done;
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
  readonly span: UsageSpan;
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

async function sumUpSlot({ usage, startMs, mark, pause }: Stretch): Promise<boolean> {
  const sums = await sumUpRows({ usage, fromMs: startMs, toMs: startMs + SPAN_MS.slot, pause });
  await pause();
  return usage.replaceSums({ span: 'slot', startMs, mark, sums: finish(sums) });
}

async function sumUpStretch({
  usage,
  startMs,
  mark,
  pause,
  span,
  narrower,
}: Stretch & { readonly span: UsageSpan; readonly narrower: UsageSpan }): Promise<boolean> {
  const within = { span: narrower, fromMs: startMs, toMs: startMs + SPAN_MS[span] };
  const [dirtyPiece] = await usage.dirty({ ...within, limit: 1 });
  // Its turn comes once all of its pieces are summed up.
  if (dirtyPiece !== undefined) return false;
  const sums = new Map<string, SumsBuilder>();
  const pieces = readAllSums({ usage, query: { ...within, part: 'detail', workspaceId: undefined }, pause });
  for await (const piece of pieces) {
    const builder = sums.get(piece.workspaceId) ?? createSumsBuilder();
    sums.set(piece.workspaceId, builder);
    builder.addDetail(piece.sums);
  }
  return usage.replaceSums({ span, startMs, mark, sums: finish(sums) });
}

function finish(sums: ReadonlyMap<string, SumsBuilder>) {
  return [...sums].map(([workspaceId, builder]) => ({
    workspaceId,
    detail: builder.detail(),
    totals: builder.totals(),
  }));
}
