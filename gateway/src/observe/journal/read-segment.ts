import { type FileHandle, open } from 'node:fs/promises';
import { isJsonObject, parseJson } from '../../domain/json.ts';
import type { SealedContent } from '../../domain/request-content.ts';
import type { OpenAttempt, RequestRecord } from '../../domain/request-record.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { Segment } from './journal-segment.ts';

const NEWLINE = 0x0a;
const BYTES_AT_ONCE = 512 * 1024;

export interface SegmentBatch {
  readonly entries: readonly JournalEntry[];
  /** Whole lines that are no entries: the disk was damaged, or somebody edited the file. */
  readonly unreadable: readonly string[];
  /** True where the last line was cut off while it was written, as when the machine lost power. */
  readonly torn: boolean;
  /** Where the next batch begins. */
  readonly end: number;
}

/** Reads the next lines that are not in the store yet. */
export async function readSegment(read: { segment: Segment; mostEntries: number }): Promise<SegmentBatch> {
  const { segment, mostEntries } = read;
  const file = await open(segment.path, 'r');
  try {
    const bytes = await readWholeLines({ file, from: segment.drained, to: segment.size });
    return parseLines({ bytes, from: segment.drained, mostEntries });
  } finally {
    await file.close();
  }
}

/** Up to the last line end within reach; to the very end where the rest has none. */
async function readWholeLines({ file, from, to }: { file: FileHandle; from: number; to: number }): Promise<Buffer> {
  for (let length = Math.min(BYTES_AT_ONCE, to - from); ; length = Math.min(length * 2, to - from)) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, from);
    const bytes = buffer.subarray(0, bytesRead);
    const lastEnd = bytes.lastIndexOf(NEWLINE);
    if (length === to - from) return bytes;
    if (lastEnd >= 0) return bytes.subarray(0, lastEnd + 1);
  }
}

function parseLines({ bytes, from, mostEntries }: { bytes: Buffer; from: number; mostEntries: number }): SegmentBatch {
  const entries: JournalEntry[] = [];
  const unreadable: string[] = [];
  let at = 0;
  while (at < bytes.length && entries.length < mostEntries) {
    const lineEnd = bytes.indexOf(NEWLINE, at);
    const line = bytes.toString('utf8', at, lineEnd < 0 ? bytes.length : lineEnd);
    at = lineEnd < 0 ? bytes.length : lineEnd + 1;
    const entry = parseEntry(line);
    if (entry !== undefined) entries.push(entry);
    else if (lineEnd < 0) return { entries, unreadable, torn: true, end: from + at };
    else if (line !== '') unreadable.push(line);
  }
  return { entries, unreadable, torn: false, end: from + at };
}

/** Undefined: the line is no entry. */
export function parseEntry(line: string): JournalEntry | undefined {
  const parsed = parseJson(line);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  if (isRequestRecord(parsed.value)) return { record: parsed.value };
  const { open, content } = parsed.value;
  if (isSealedContent(content)) return { content };
  return isOpenAttempt(open) ? { open } : undefined;
}

// Only this journal writes here, and only entries: what must be told apart is a line that was damaged.
function isRequestRecord(value: unknown): value is RequestRecord {
  return (
    isJsonObject(value) && typeof value.id === 'string' && Array.isArray(value.attempts) && Array.isArray(value.skipped)
  );
}

function isOpenAttempt(value: unknown): value is OpenAttempt {
  return isJsonObject(value) && typeof value.attemptId === 'string' && typeof value.requestId === 'string';
}

function isSealedContent(value: unknown): value is SealedContent {
  return (
    isJsonObject(value) &&
    typeof value.requestId === 'string' &&
    typeof value.workspaceId === 'string' &&
    typeof value.expiresAtMs === 'number'
  );
}
