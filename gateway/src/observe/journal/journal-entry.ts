import type { OpenAttempt, RequestRecord } from '../../domain/request-record.ts';

/** A line of the journal: an attempt that is about to be sent, or what became of a request. */
export type JournalEntry = { readonly open: OpenAttempt } | { readonly record: RequestRecord };

/** A record stands in its line as it is; an open attempt is wrapped, so that the two can be told apart. */
export function writeEntry(entry: JournalEntry): string {
  return JSON.stringify('record' in entry ? entry.record : entry);
}

export function recordsOf(entries: readonly JournalEntry[]): RequestRecord[] {
  const records: RequestRecord[] = [];
  for (const entry of entries) if ('record' in entry) records.push(entry.record);
  return records;
}

/** The open attempts of requests whose record is not among these entries. */
export function openAmong(entries: readonly JournalEntry[], records: readonly RequestRecord[]): OpenAttempt[] {
  const ended = new Set(records.map(({ id }) => id));
  const open: OpenAttempt[] = [];
  for (const entry of entries) if ('open' in entry && !ended.has(entry.open.requestId)) open.push(entry.open);
  return open;
}
