import { SPAN_MS } from '../domain/usage-store.ts';

/** One read: the sums of all days or slots that start within some time, or the rows of that time. */
export interface UsageRead {
  readonly from: 'day' | 'slot' | 'rows';
  readonly fromMs: number;
  readonly toMs: number;
}

interface ToCover {
  /** Where periods begin that are told apart, ascending; the last one is the end. */
  readonly boundariesMs: readonly number[];
  readonly dirtySlots: ReadonlySet<number>;
  readonly dirtyDays: ReadonlySet<number>;
}

/**
 * Covers some time without a gap and without an overlap: whole days by their sums where these are right and no period
 * begins within, else slots by theirs, and what is left by its rows. So every request is counted exactly once.
 */
export function planReads({ boundariesMs, dirtySlots, dirtyDays }: ToCover): readonly UsageRead[] {
  const reads: { from: UsageRead['from']; fromMs: number; toMs: number }[] = [];
  const cleanDays = new Map<number, boolean>();
  const isCleanDay = (startMs: number) => {
    const known = cleanDays.get(startMs) ?? !(dirtyDays.has(startMs) || hasDirtySlot({ startMs, dirtySlots }));
    cleanDays.set(startMs, known);
    return known;
  };
  for (const [at, endMs] of boundariesMs.entries()) {
    const startMs = boundariesMs[at - 1] ?? endMs;
    for (let nowMs = startMs; nowMs < endMs; ) {
      const next = nextRead({ nowMs, endMs, isCleanDay, dirtySlots });
      const before = reads.at(-1);
      // Rows of two periods are not read together: what they add up to belongs to one.
      const goesOn = before?.from === next.from && (next.from !== 'rows' || nowMs !== startMs);
      if (before !== undefined && goesOn) before.toMs = next.toMs;
      else reads.push({ ...next });
      nowMs = next.toMs;
    }
  }
  return reads;
}

function nextRead({
  nowMs,
  endMs,
  isCleanDay,
  dirtySlots,
}: {
  readonly nowMs: number;
  readonly endMs: number;
  readonly isCleanDay: (startMs: number) => boolean;
  readonly dirtySlots: ReadonlySet<number>;
}): UsageRead {
  const dayEndMs = nowMs + SPAN_MS.day;
  if (nowMs % SPAN_MS.day === 0 && dayEndMs <= endMs && isCleanDay(nowMs)) {
    return { from: 'day', fromMs: nowMs, toMs: dayEndMs };
  }
  const slotEndMs = (Math.floor(nowMs / SPAN_MS.slot) + 1) * SPAN_MS.slot;
  const isWholeSlot = nowMs % SPAN_MS.slot === 0 && slotEndMs <= endMs;
  if (isWholeSlot && !dirtySlots.has(nowMs)) return { from: 'slot', fromMs: nowMs, toMs: slotEndMs };
  return { from: 'rows', fromMs: nowMs, toMs: Math.min(slotEndMs, endMs) };
}

function hasDirtySlot({ startMs, dirtySlots }: { startMs: number; dirtySlots: ReadonlySet<number> }): boolean {
  for (let slotMs = startMs; slotMs < startMs + SPAN_MS.day; slotMs += SPAN_MS.slot) {
    if (dirtySlots.has(slotMs)) return true;
  }
  return false;
}
