import { SPAN_MS, SPANS, type UsageSpan } from '../domain/usage-store.ts';

/** One read: the sums of all stretches of one width that start within some time, or the rows of that time. */
export interface UsageRead {
  readonly from: UsageSpan | 'rows';
  readonly fromMs: number;
  readonly toMs: number;
}

/** Starts of the stretches that are out of date. */
export type DirtyStarts = Readonly<Record<UsageSpan, ReadonlySet<number>>>;

const WIDEST_FIRST = SPANS.toReversed();

/**
 * Covers some time without a gap and without an overlap: by the sums of the widest stretches that are right and in which no
 * period begins, and what is left by its rows. So every request is counted exactly once.
 */
export function planReads({
  boundariesMs,
  dirty,
}: {
  /** Where periods begin that are told apart, ascending; the last one is the end. */
  readonly boundariesMs: readonly number[];
  readonly dirty: DirtyStarts;
}): readonly UsageRead[] {
  const reads: { from: UsageRead['from']; fromMs: number; toMs: number }[] = [];
  const isRight = rememberRightStretches(dirty);
  for (const [at, endMs] of boundariesMs.entries()) {
    const startMs = boundariesMs[at - 1] ?? endMs;
    for (let nowMs = startMs; nowMs < endMs; ) {
      const next = nextRead({ nowMs, endMs, isRight });
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

type IsRight = (stretch: { readonly span: UsageSpan; readonly startMs: number }) => boolean;

function nextRead({
  nowMs,
  endMs,
  isRight,
}: {
  readonly nowMs: number;
  readonly endMs: number;
  readonly isRight: IsRight;
}): UsageRead {
  for (const span of WIDEST_FIRST) {
    const toMs = nowMs + SPAN_MS[span];
    if (nowMs % SPAN_MS[span] === 0 && toMs <= endMs && isRight({ span, startMs: nowMs })) {
      return { from: span, fromMs: nowMs, toMs };
    }
  }
  const slotEndMs = (Math.floor(nowMs / SPAN_MS.slot) + 1) * SPAN_MS.slot;
  return { from: 'rows', fromMs: nowMs, toMs: Math.min(slotEndMs, endMs) };
}

/** Sums are right where neither they are out of date nor anything that they were made of. */
function rememberRightStretches(dirty: DirtyStarts): IsRight {
  const known = new Map<string, boolean>();
  const isRight: IsRight = ({ span, startMs }) => {
    const narrower = SPANS[SPANS.indexOf(span) - 1];
    if (dirty[span].has(startMs)) return false;
    if (narrower === undefined) return true;
    const name = `${span} ${startMs}`;
    let right = known.get(name);
    if (right === undefined) {
      right = true;
      for (let ms = startMs; right && ms < startMs + SPAN_MS[span]; ms += SPAN_MS[narrower]) {
        right = isRight({ span: narrower, startMs: ms });
      }
      known.set(name, right);
    }
    return right;
  };
  return isRight;
}
