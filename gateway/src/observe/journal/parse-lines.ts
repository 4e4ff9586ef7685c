import { isAscii } from 'node:buffer';
import { isJsonObject, parseJson } from '../../domain/json.ts';
import type { SealedContent } from '../../domain/request-content.ts';
import type { OpenAttempt, RequestRecord } from '../../domain/request-record.ts';
import type { JournalEntry } from './journal-entry.ts';

const NEWLINE = 0x0a;
const CLOSING_BRACE = 0x7d;
const NUL = 0;
const LONGEST_REQUEST_ID = 64;
/** How a line about an open attempt begins, as `writeEntry` writes it. */
const OPEN_START = '{"open":{"requestId":"';
const OPEN_END = '}}'.length;

export interface ParsedLines {
  /** Without the open attempts that a record among them closes: nobody has a use for those. */
  readonly entries: readonly JournalEntry[];
  /** Whole lines that are no entries: the disk was damaged, or somebody edited the file. */
  readonly unreadable: readonly string[];
  /** True where the last line was cut off while it was written, as when the machine lost power. */
  readonly torn: boolean;
  /** Bytes of the lines that were parsed. */
  readonly length: number;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

interface UnparsedOpen extends Line {
  readonly requestId: string;
}

/**
 * Half of all lines are about open attempts, and the record that closes one nearly always comes soon after it: such a line
 * is parsed only where none does.
 */
export function parseLines({ bytes, most }: { readonly bytes: Buffer; readonly most: number }): ParsedLines {
  const entries: JournalEntry[] = [];
  const unreadable: string[] = [];
  const opens: UnparsedOpen[] = [];
  const ended = new Set<string>();
  // Nearly always so, and faster.
  const encoding = isAscii(bytes) ? 'latin1' : 'utf8';
  const take = ({ start, end }: Line): boolean => {
    const line = bytes.toString(encoding, start, end);
    const entry = parseEntry(line);
    if (entry === undefined) {
      if (line !== '') unreadable.push(line);
      return line === '';
    }
    if ('record' in entry) ended.add(entry.record.id);
    entries.push(entry);
    return true;
  };
  // What a loss of power leaves in the place of text: then every line is looked at.
  const isDamaged = bytes.includes(NUL);
  let start = 0;
  let torn = false;
  for (let lines = 0; start < bytes.length && lines < most; lines++) {
    const lineEnd = bytes.indexOf(NEWLINE, start);
    const line = { start, end: lineEnd < 0 ? bytes.length : lineEnd };
    const requestId = isDamaged || lineEnd < 0 ? undefined : requestOfOpen({ bytes, line });
    if (requestId !== undefined) opens.push({ ...line, requestId });
    else if (!take(line) && lineEnd < 0) {
      unreadable.pop();
      torn = true;
    }
    start = line.end + 1;
  }
  for (const line of opens) if (!ended.has(line.requestId)) take(line);
  return { entries, unreadable, torn, length: Math.min(start, bytes.length) };
}

/** Undefined where it is no line about an open attempt, or not surely a whole one. */
function requestOfOpen({ bytes, line }: { bytes: Buffer; line: Line }): string | undefined {
  const { start, end } = line;
  const idStart = start + OPEN_START.length;
  const head = bytes.toString('latin1', start, Math.min(idStart + LONGEST_REQUEST_ID, end));
  if (!head.startsWith(OPEN_START)) return undefined;
  // It is flat, so that its first brace is its last, unless a text of it has one, or it is two lines in one.
  if (bytes.indexOf(CLOSING_BRACE, idStart) !== end - OPEN_END) return undefined;
  const idEnd = head.indexOf('"', OPEN_START.length);
  return idEnd < 0 ? undefined : head.slice(OPEN_START.length, idEnd);
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
