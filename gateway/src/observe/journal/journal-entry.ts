import type { SealedContent } from '../../domain/request-content.ts';
import type { OpenAttempt, RequestRecord } from '../../domain/request-record.ts';

/** A line of the journal: an attempt that is about to be sent, what became of a request, or what it said, sealed. */
export type JournalEntry =
  | { readonly open: OpenAttempt }
  | { readonly record: RequestRecord }
  | { readonly content: SealedContent };

/** A record stands in its line as it is; what else there is, is wrapped, so that they can be told apart. */
export function writeEntry(entry: JournalEntry): string {
  return JSON.stringify('record' in entry ? entry.record : entry);
}

export function recordsOf(entries: readonly JournalEntry[]): RequestRecord[] {
  const records: RequestRecord[] = [];
  for (const entry of entries) if ('record' in entry) records.push(entry.record);
  return records;
}

export function contentsOf(entries: readonly JournalEntry[]): SealedContent[] {
  const contents: SealedContent[] = [];
  for (const entry of entries) if ('content' in entry) contents.push(entry.content);
  return contents;
}

/** The open attempts of requests whose record is not among these entries. */
export function openAmong(entries: readonly JournalEntry[], records: readonly RequestRecord[]): OpenAttempt[] {
  const ended = new Set(records.map(({ id }) => id));
  const open: OpenAttempt[] = [];
  for (const entry of entries) if ('open' in entry && !ended.has(entry.open.requestId)) open.push(entry.open);
  return open;
}

/** Characters of sealed text that weigh as much as any other entry. */
const CHARACTERS_OF_ONE = 1_024;

/** How much of the memory for entries one takes: contents are up to some hundred times as long as what else there is. */
export function weightOf(entry: JournalEntry): number {
  return 'content' in entry ? 1 + Math.floor((entry.content.sealed?.length ?? 0) / CHARACTERS_OF_ONE) : 1;
}

export function weightOfAll(entries: readonly JournalEntry[]): number {
  let weight = 0;
  for (const entry of entries) weight += weightOf(entry);
  return weight;
}
