/** The span over which a per-minute limit counts. */
export const WINDOW_MS = 60_000;
/** What arrives within so short a time is kept in one cell: at most 600 cells, however busy the key is. */
const CELL_MS = 100;
/** Cells that have left the window are cut off in batches of at least this many. */
const CUT_BATCH = 64;

/** An amount that counts until 60 s after `atMs`. */
export interface WindowCell {
  readonly startedAtMs: number;
  atMs: number;
  amount: number;
}

export interface SlidingWindow {
  /** What counts now. */
  used(nowMs: number): number;
  take(amount: number, nowMs: number): WindowCell;
  /** Takes back a part of what was taken; nothing where it does not count any more. */
  giveBack(cell: WindowCell, amount: number): void;
  /** How long until `amount` fits under `limit`, ms. An amount above the limit fits when nothing else counts. */
  waitFor(need: { readonly amount: number; readonly limit: number; readonly nowMs: number }): number;
  /** When the oldest part of what counts leaves the window, ms from now; 0 when nothing counts. */
  nextReturnMs(nowMs: number): number;
}

/**
 * A true sliding window: in no 60 s does more than the limit pass, unlike with fixed minutes or a bucket that is full at
 * first (both let twice the limit through within one minute). A cell counts until its newest part leaves, so a limit is at
 * most 100 ms strict, and never lax.
 */
export function createSlidingWindow(): SlidingWindow {
  const cells: WindowCell[] = [];
  let first = 0;
  let total = 0;

  const advance = (nowMs: number): void => {
    const newest = cells.at(-1);
    // A clock that is set back must not keep a key locked out for as long as it was set back.
    if (newest !== undefined && newest.atMs > nowMs) for (const cell of cells) cell.atMs = Math.min(cell.atMs, nowMs);
    for (let cell = cells[first]; cell !== undefined && cell.atMs <= nowMs - WINDOW_MS; cell = cells[first]) {
      total -= cell.amount;
      cell.amount = 0;
      first++;
    }
    if (first >= CUT_BATCH || first === cells.length) {
      cells.splice(0, first);
      first = 0;
    }
  };

  return {
    used(nowMs) {
      advance(nowMs);
      return total;
    },
    take(amount, nowMs) {
      advance(nowMs);
      total += amount;
      const newest = cells.at(-1);
      if (newest !== undefined && nowMs - newest.startedAtMs < CELL_MS && nowMs >= newest.startedAtMs) {
        newest.amount += amount;
        newest.atMs = nowMs;
        return newest;
      }
      const cell = { startedAtMs: nowMs, atMs: nowMs, amount };
      cells.push(cell);
      return cell;
    },
    giveBack(cell, amount) {
      const back = Math.min(amount, cell.amount);
      cell.amount -= back;
      total -= back;
    },
    waitFor({ amount, limit, nowMs }) {
      advance(nowMs);
      let stillUsed = total;
      let waitMs = 0;
      for (let place = first; stillUsed > 0 && stillUsed + amount > limit; place++) {
        const cell = cells[place];
        if (cell === undefined) break;
        stillUsed -= cell.amount;
        waitMs = cell.atMs + WINDOW_MS - nowMs;
      }
      return waitMs;
    },
    nextReturnMs(nowMs) {
      advance(nowMs);
      const oldest = cells[first];
      return oldest === undefined ? 0 : oldest.atMs + WINDOW_MS - nowMs;
    },
  };
}
