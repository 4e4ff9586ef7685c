/** What arrives within so short a time is kept in one cell: at most 600 cells in a minute, however busy a key is. */
const CELL_MS = 100;
/** Cells that have left the window are cut off in batches of at least this many. */
const CUT_BATCH = 64;

/** The span over which a limit per minute counts. */
export const MINUTE_MS = 60_000;

/** An amount that counts until a minute after `atMs`. */
export interface WindowCell {
  readonly startedAtMs: number;
  atMs: number;
  amount: number;
}

/**
 * A true sliding minute: in no 60 s does more than the limit pass, unlike with fixed minutes or a bucket that is full at
 * first (both let twice the limit through within one minute). A cell counts until its newest part leaves, so a limit is at
 * most 100 ms strict, and never lax.
 *
 * Everything speaks of the moment that `advance` was told last. A class, since there is one for each address: its methods
 * cost no memory.
 */
export class SlidingWindow {
  /** What counts. */
  total = 0;
  private nowMs = 0;
  private cells: WindowCell[] = [];
  private first = 0;

  advance(nowMs: number): void {
    this.nowMs = nowMs;
    const cells = this.cells;
    const newest = cells[cells.length - 1];
    if (newest === undefined) return;
    // A clock that is set back must not keep a key locked out for as long as it was set back.
    if (newest.atMs > nowMs) for (const cell of cells) cell.atMs = Math.min(cell.atMs, nowMs);
    let first = this.first;
    for (let cell = cells[first]; cell !== undefined && cell.atMs <= nowMs - MINUTE_MS; cell = cells[first]) {
      this.total -= cell.amount;
      cell.amount = 0;
      first++;
    }
    if (first >= CUT_BATCH || first === cells.length) {
      cells.splice(0, first);
      first = 0;
    }
    this.first = first;
  }

  take(amount: number): WindowCell {
    const nowMs = this.nowMs;
    this.total += amount;
    const newest = this.cells[this.cells.length - 1];
    if (newest !== undefined && nowMs - newest.startedAtMs < CELL_MS && nowMs >= newest.startedAtMs) {
      newest.amount += amount;
      newest.atMs = nowMs;
      return newest;
    }
    const cell = { startedAtMs: nowMs, atMs: nowMs, amount };
    this.cells.push(cell);
    return cell;
  }

  /** Takes back a part of what was taken; nothing where it does not count any more. */
  giveBack(cell: WindowCell, amount: number): void {
    const back = Math.min(amount, cell.amount);
    cell.amount -= back;
    this.total -= back;
  }

  /** How long until `amount` fits under `limit`, ms. An amount above the limit fits when nothing else counts. */
  waitFor(amount: number, limit: number): number {
    let stillUsed = this.total;
    let waitMs = 0;
    for (let place = this.first; stillUsed > 0 && stillUsed + amount > limit; place++) {
      const cell = this.cells[place];
      if (cell === undefined) break;
      stillUsed -= cell.amount;
      waitMs = cell.atMs + MINUTE_MS - this.nowMs;
    }
    return waitMs;
  }

  /** When the oldest part of what counts leaves, ms from now; 0 when nothing counts. */
  nextReturnMs(): number {
    const oldest = this.cells[this.first];
    return oldest === undefined ? 0 : oldest.atMs + MINUTE_MS - this.nowMs;
  }
}
