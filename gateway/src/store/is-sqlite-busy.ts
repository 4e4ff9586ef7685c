/** SQLite's own number for "another connection has the lock". */
const SQLITE_BUSY = 5;

export function isSqliteBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
